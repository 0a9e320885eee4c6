import { IdentifierSchema } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  Resources_ResourceName as Name,
  type Resources_ResourceEntry,
  type TaskTemplate,
} from "../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { internal, invalid, missing, textForm } from "../state/index.js";
import type { TaskResources } from "./platform.js";
import { quantityText } from "./quantity-text.js";
import { quantityProblem, readQuantity } from "../../lib/dag/index.js";

/** FlyteAdmin's rules about a task that is registered; INVALID_ARGUMENT. The limits are those of the platform. */
export function checkTask(template: TaskTemplate, limits: TaskResources): void {
  if (template.type === "") throw missing("type");
  if (template.metadata === undefined) throw missing("metadata");
  if (template.metadata.runtime?.version === "") throw missing("runtime version");
  if (template.interface === undefined) throw missing("typed interface");
  const { target } = template;
  const id = textForm(IdentifierSchema, template.id);
  const ceiling = platformAmounts(limits);
  if (target.case === "container") {
    if (target.value.image === "") throw missing("image");
    const { requests = [], limits: own = [] } = target.value.resources ?? {};
    const asked = amounts(id, requests);
    checkResources(id, { asked, limits: amounts(id, own), ceiling });
  }
  if (target.case !== "k8sPod") return;
  const { podSpec } = target.value;
  if (podSpec === undefined) {
    throw invalid(
      "invalid TaskSpecification, pod tasks should specify their target as a K8sPod with a defined pod spec",
    );
  }
  // The whole pod is read before any of it is judged.
  const read = containersOf(podSpec).map(({ resources }) => ({
    asked: podAmounts(resources?.requests),
    limits: podAmounts(resources?.limits),
  }));
  for (const each of read) checkResources(id, { ...each, ceiling });
}

interface Amount {
  readonly text: string;
  readonly value: number;
}

type Amounts = ReadonlyMap<Name, Amount>;

interface Resources {
  readonly asked: Amounts;
  readonly limits: Amounts;
  readonly ceiling: Amounts;
}

// Amounts are compared in whole units, as Kubernetes rounds them: up.
function checkResources(id: string, { asked, limits, ceiling }: Resources): void {
  for (const [name, request] of asked) {
    const [limit, most] = [limits.get(name), ceiling.get(name)];
    if (name === Name.GPU && limit !== undefined && units(limit) !== units(request)) {
      throw invalid(`For extended resource 'gpu' the default value must equal the limit value for task [${id}]`);
    }
    if (name !== Name.GPU && limit !== undefined && units(limit) < units(request)) {
      const what = `Requested ${Name[name]} default [${request.text}]`;
      throw invalid(`${what} is greater than the limit [${limit.text}]. Please fix your configuration`);
    }
    if (most === undefined) continue;
    if (name !== Name.GPU && limit !== undefined && units(limit) > units(most))
      throw overPlatform(name, "limit", [limit, most]);
    if (units(request) > units(most)) throw overPlatform(name, "default", [request, most]);
  }
}

function units({ value }: Amount): number {
  return Math.ceil(value);
}

function overPlatform(name: Name, kind: string, [asked, most]: readonly [Amount, Amount]) {
  const what = `Requested ${Name[name]} ${kind} [${asked.text}] is greater than current limit set in the platform configuration`;
  return invalid(
    `${what} [${most.text}]. Please contact Flyte Admins to change these limits or consult the configuration`,
  );
}

function amounts(id: string, entries: readonly Resources_ResourceEntry[]): Amounts {
  const found = new Map<Name, Amount>();
  for (const { name, value: text } of entries) {
    if (name === Name.UNKNOWN || Name[name] === undefined || name === Name.STORAGE) continue;
    if (found.has(name)) throw invalid(`can't specify ${Name[name]} limit for task [${id}] multiple times`);
    const value = readQuantity(text);
    if (value === undefined) {
      const why = `Parsing of ${Name[name]} request failed for value ${text} - reason ${quantityProblem(text)}`;
      const where = "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/";
      throw invalid(`${why}. Please follow K8s conventions for resources ${where}`);
    }
    found.set(name, { text: quantityText(text), value });
    if (name === Name.GPU && !Number.isInteger(value)) {
      throw invalid(`gpu for [${id}] must be a whole number, got: ${text} instead`);
    }
  }
  return found;
}

const podNames: Readonly<Record<string, Name>> = {
  cpu: Name.CPU,
  memory: Name.MEMORY,
  gpu: Name.GPU,
  "ephemeral-storage": Name.EPHEMERAL_STORAGE,
};

function podAmounts(given: Readonly<Record<string, unknown>> | undefined): Amounts {
  const found = new Map<Name, Amount>();
  for (const [key, item] of Object.entries(given ?? {})) {
    const [name, text] = [podNames[key.toLowerCase()], String(item)];
    const value = readQuantity(text);
    if (value === undefined) throw internal(quantityProblem(text));
    if (name !== undefined) found.set(name, { text: quantityText(text), value });
  }
  return found;
}

interface PodContainer {
  readonly resources?: {
    readonly requests?: Readonly<Record<string, unknown>>;
    readonly limits?: Readonly<Record<string, unknown>>;
  };
}

function containersOf(podSpec: { readonly containers?: unknown }): readonly PodContainer[] {
  const { containers } = podSpec;
  if (containers === undefined || containers === null) return [];
  if (!Array.isArray(containers)) throw notDecoded(containers, "[]v1.Container");
  const stranger: unknown = containers.find(
    (each) => (typeof each !== "object" && each !== null) || Array.isArray(each),
  );
  if (stranger !== undefined) throw notDecoded(stranger, "v1.Container");
  // What a container holds is whatever the request said; only its amounts are looked at.
  return containers as readonly PodContainer[];
}

// In the words of Go's reader of JSON.
function notDecoded(value: unknown, type: string) {
  const kind = typeof value === "boolean" ? "bool" : Array.isArray(value) ? "array" : typeof value;
  return internal(`json: cannot unmarshal ${kind} into Go struct field PodSpec.containers of type ${type}`);
}

function platformAmounts({ cpu, memory, gpu, ephemeralStorage }: TaskResources): Amounts {
  const entries: readonly (readonly [Name, string | undefined])[] = [
    [Name.CPU, cpu],
    [Name.MEMORY, memory],
    [Name.GPU, gpu],
    [Name.EPHEMERAL_STORAGE, ephemeralStorage],
  ];
  // A limit of nothing is none.
  return new Map(
    entries.flatMap(([name, text]): [Name, Amount][] => {
      const value = text === undefined || text === "" ? 0 : (readQuantity(text) ?? 0);
      return value === 0 || text === undefined ? [] : [[name, { text: quantityText(text), value }]];
    }),
  );
}
