import { createHash } from "node:crypto";
import { type MessageInitShape, toJson } from "@bufbuild/protobuf";
import type { Task } from "../../lib/dag/index.js";
import type { NodeEvent } from "../../lib/engine/index.js";
import type { CatalogMetadataSchema } from "../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import { ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { VariableMapSchema } from "../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { LiteralMapSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeInterface, encodeLiterals, encodeRef, type Place } from "../../lib/idl/index.js";
import type { FlowType, Json, JsonObject, Literals, Variables } from "../../lib/types/index.js";
import { objectHash } from "./object-hash.js";
import type { Subject } from "./subject.js";

const signatureLength = 8;

/**
 * What Flyte's catalog says of outputs that it keeps: their dataset, named after the task, its cache version and its
 * interface; their tag, named after the inputs; and the attempt that made them, where another run did.
 */
export function catalogKey(
  { execution, place, versionOf }: Subject,
  task: Task,
  { cacheKey = "", source, node }: Pick<NodeEvent, "cacheKey" | "source" | "node">,
  overwritten: { readonly attempt: number } | undefined,
): MessageInitShape<typeof CatalogMetadataSchema> {
  const id = encodeRef(task.ref, "task", place);
  const made =
    source ?? (overwritten && { run: execution.name, node, attempt: overwritten.attempt, task: task.ref.name });
  return {
    datasetId: { resourceType: ResourceType.DATASET, ...datasetOf(task, place) },
    artifactTag: { artifactId: uuidOf(cacheKey), name: decodeURIComponent(cacheKey.split("/").at(-1) ?? "") },
    ...(made && {
      sourceExecution: {
        case: "sourceTaskExecution",
        value: {
          taskId: { ...id, version: task.ref.version ?? versionOf(made.run) ?? "unknown" },
          nodeExecutionId: {
            nodeId: made.node,
            executionId: { project: execution.project, domain: execution.domain, name: made.run },
          },
          retryAttempt: made.attempt ?? 0,
        },
      },
    }),
  };
}

/** The dataset that outputs of a task are kept in. */
export function datasetOf(task: Task, place: Place) {
  const { project, domain, name } = encodeRef(task.ref, "task", place);
  const { inputs, outputs } = task.interface;
  const version = `${task.cache?.version ?? ""}-${signature(inputs)}-${signature(outputs)}`;
  return { project, domain, name: `flyte_task-${name}`, version };
}

/** The tag in that dataset for outputs that were made of these inputs, less those that the task's rule ignores. */
export function catalogTag({ cache }: Task, inputs: Literals): string {
  const ignored = new Set(cache?.ignoreInputs);
  const counting = Object.fromEntries(Object.entries(inputs).filter(([name]) => !ignored.has(name)));
  const { literals = {} } = toJson(LiteralMapSchema, encodeLiterals(counting)) as LiteralMapJson;
  const json: Json = isEmpty(literals) ? {} : { literals: mapped(literals, withHashes) };
  return `flyte_cached-${objectHash(json).toString("base64url")}`;
}

// As the canonical JSON of its message says.
interface LiteralMapJson {
  readonly literals?: Readonly<Record<string, LiteralJson>>;
}

type LiteralJson = JsonObject & {
  readonly collection?: { readonly literals?: readonly LiteralJson[] };
  readonly map?: LiteralMapJson;
};

// A hash stands for its literal. Those of lists and maps do not count: Flyte looks at their elements.
function withHashes(literal: LiteralJson): Json {
  const { collection, map, hash } = literal;
  if (collection !== undefined) {
    const { literals = [] } = collection;
    return { collection: literals.length === 0 ? {} : { literals: literals.map(withHashes) } };
  }
  if (map !== undefined)
    return { map: map.literals === undefined ? {} : { literals: mapped(map.literals, withHashes) } };
  return hash === undefined ? literal : { hash };
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (value: T) => Json): Json {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

function isEmpty(record: object): boolean {
  for (const _ in record) return false;
  return true;
}

function signature(variables: Variables): string {
  const bare = Object.entries(variables).map(([name, { type }]) => [name, { type: withoutNotes(type) }] as const);
  const message = encodeInterface({ inputs: Object.fromEntries(bare), outputs: {} }).inputs;
  const json: Json = message === undefined ? {} : toJson(VariableMapSchema, message);
  return objectHash(json).toString("base64url").slice(0, signatureLength);
}

// Of the notes only the annotation that marks how objects are packed counts.
function withoutNotes(type: FlowType): FlowType {
  const { metadata: _, annotation, ...rest } = type;
  const bare: FlowType =
    rest.kind === "list"
      ? { ...rest, element: withoutNotes(rest.element) }
      : rest.kind === "map"
        ? { ...rest, value: withoutNotes(rest.value) }
        : rest.kind === "union"
          ? { ...rest, variants: rest.variants.map(withoutNotes) }
          : rest;
  return annotation !== undefined && "cache-key-metadata" in annotation ? { ...bare, annotation } : bare;
}

// The same for everybody who looks the same outputs up.
function uuidOf(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
