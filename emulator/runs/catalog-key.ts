import { type MessageInitShape, toJson } from "@bufbuild/protobuf";
import type { Task } from "../../lib/dag/index.js";
import type { NodeEvent } from "../../lib/engine/index.js";
import type { CatalogMetadataSchema } from "../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import { ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { VariableMapSchema } from "../../lib/idl/gen/flyteidl/core/interface_pb.js";
import { encodeInterface, encodeRef } from "../../lib/idl/index.js";
import type { FlowType, Json, Variables } from "../../lib/types/index.js";
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
  const { project, domain, name } = id;
  const { inputs, outputs } = task.interface;
  const version = `${task.cache?.version ?? ""}-${signature(inputs)}-${signature(outputs)}`;
  const made =
    source ?? (overwritten && { run: execution.name, node, attempt: overwritten.attempt, task: task.ref.name });
  return {
    datasetId: { resourceType: ResourceType.DATASET, project, domain, name: `flyte_task-${name}`, version },
    artifactTag: {
      artifactId: uuidOf(cacheKey),
      name: `flyte_cached-${Buffer.from(cacheKey, "hex").toString("base64url")}`,
    },
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
function uuidOf(digest: string): string {
  const hex = digest.padEnd(32, "0");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
