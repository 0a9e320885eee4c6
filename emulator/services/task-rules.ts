import { IdentifierSchema } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  type Resources_ResourceEntry,
  Resources_ResourceName,
  type TaskTemplate,
} from "../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { invalid, missing, textForm } from "../state/index.js";
import { readQuantity } from "./quantity.js";

/** FlyteAdmin's rules about a task that is registered; INVALID_ARGUMENT. The cluster's own limits are not known here. */
export function checkTask(template: TaskTemplate): void {
  if (template.type === "") throw missing("type");
  if (template.metadata === undefined) throw missing("metadata");
  if (template.metadata.runtime?.version === "") throw missing("runtime version");
  if (template.interface === undefined) throw missing("typed interface");
  const { target } = template;
  if (target.case === "container") {
    if (target.value.image === "") throw missing("image");
    const { requests = [], limits = [] } = target.value.resources ?? {};
    checkResources(template, requests, limits);
  }
  if (target.case === "k8sPod" && target.value.podSpec === undefined) {
    throw invalid(
      "invalid TaskSpecification, pod tasks should specify their target as a K8sPod with a defined pod spec",
    );
  }
}

type Entries = readonly Resources_ResourceEntry[];

function checkResources(template: TaskTemplate, requests: Entries, limits: Entries): void {
  const id = template.id === undefined ? "" : textForm(IdentifierSchema, template.id);
  const asked = amounts(id, "request", requests);
  const ceiling = amounts(id, "limit", limits);
  for (const [name, request] of asked) {
    const limit = ceiling.get(name);
    const label = Resources_ResourceName[name];
    if (name === Resources_ResourceName.GPU) {
      checkWhole(id, request);
      if (limit !== undefined && limit.value !== request.value) {
        throw invalid(`For extended resource 'gpu' the default value must equal the limit value for task [${id}]`);
      }
    } else if (limit !== undefined && Math.ceil(request.value) > Math.ceil(limit.value)) {
      throw invalid(
        `Requested ${label} default [${request.text}] is greater than the limit [${limit.text}]. Please fix your configuration`,
      );
    }
  }
}

function checkWhole(id: string, { value, text }: Amount): void {
  if (!Number.isInteger(value)) throw invalid(`gpu for [${id}] must be a whole number, got: ${text} instead`);
}

interface Amount {
  readonly text: string;
  readonly value: number;
}

function amounts(id: string, kind: string, entries: Entries): ReadonlyMap<Resources_ResourceName, Amount> {
  const found = new Map<Resources_ResourceName, Amount>();
  for (const { name, value: text } of entries) {
    if (name === Resources_ResourceName.UNKNOWN) continue;
    const label = Resources_ResourceName[name];
    if (found.has(name)) throw invalid(`can't specify ${label} limit for task [${id}] multiple times`);
    const value = readQuantity(text);
    if (value === undefined) {
      const rule =
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'. Please follow K8s conventions for resources https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
      throw invalid(`Parsing of ${label} ${kind} failed for value ${text} - reason ${rule}`);
    }
    found.set(name, { text, value });
  }
  return found;
}
