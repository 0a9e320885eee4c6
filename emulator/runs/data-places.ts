import type { BlobStore } from "../../lib/blobs/index.js";
import { fixedLengthId } from "../../lib/engine/index.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";

/** Where the inputs and outputs of a run's nodes lie; the layout is that of Flyte's executor. */
export interface DataPlaces {
  /** Makes a node known; `parent` is the node that holds it and the attempt of it. */
  add(node: string, own: string, parent?: { readonly id: string; readonly attempt: number }): void;
  /** Uri of what a node starts with. */
  inputs(node: string): string;
  /** Folder of what an attempt leaves: `outputs.pb`, `error.pb`, `futures.pb`, `deck.html`. */
  outputDir(node: string, attempt: number): string;
  /** Uri of what an attempt gives. */
  outputs(node: string, attempt: number): string;
  /** Folder, unique to an attempt, for files that its values point to. */
  rawDir(node: string, attempt: number): string;
  /** Folder of an attempt's checkpoints. */
  checkpointDir(node: string, attempt: number): string;
  /** Folder of the checkpoints that an attempt may go on from: the attempt's before it, or those of a run that is recovered. */
  checkpointsBefore(node: string, attempt: number): string | undefined;
}

/** What the places of a run follow from. */
export interface PlacesOf {
  readonly blobs: BlobStore;
  /** Uri below which everything lies. */
  readonly root: string;
  readonly execution: WorkflowExecutionIdentifier;
  /** Prefix of raw outputs, where the run asks for one. */
  readonly rawPrefix?: string | undefined;
  /** Checkpoints that the node left in the run that this one recovers. */
  recovered?(node: string): string | undefined;
}

const shards = 36 ** 2;
const longestName = 50;

/** The places of one run, whose nodes are not known yet. Asking for a node that was never added is a mistake. */
export function dataPlaces({ blobs, root, execution, rawPrefix, recovered }: PlacesOf): DataPlaces {
  const { project, domain, name } = execution;
  const home = `metadata/propeller/${project}-${domain}-${name}`;
  const dirs = new Map<string, string>();
  const dirOf = (node: string) => dirs.get(node) ?? `${home}/${node}/data`;
  const at = (path: string) => blobs.join(root, ...path.split("/"));
  const raw = (node: string, attempt: number) => {
    const unit = attemptName(name, node, attempt);
    const shard = (hash(unit) % shards).toString(36).padStart(2, "0");
    return rawPrefix === undefined || rawPrefix === ""
      ? at(`data/${shard}/${unit}`)
      : blobs.join(rawPrefix, shard, unit);
  };
  const checkpoints = (node: string, attempt: number) => blobs.join(raw(node, attempt), "_flytecheckpoints");
  return {
    add(node, own, parent) {
      dirs.set(node, parent === undefined ? `${home}/${own}/data` : `${dirOf(parent.id)}/${parent.attempt}/${own}`);
    },
    inputs: (node) => at(`${dirOf(node)}/inputs.pb`),
    outputDir: (node, attempt) => at(`${dirOf(node)}/${attempt}`),
    outputs: (node, attempt) => at(`${dirOf(node)}/${attempt}/outputs.pb`),
    rawDir: raw,
    checkpointDir: checkpoints,
    checkpointsBefore: (node, attempt) => (attempt > 0 ? checkpoints(node, attempt - 1) : recovered?.(node)),
  };
}

/** Name of an attempt outside the engine: of its pod in Flyte, of its process here. */
export function attemptName(run: string, node: string, attempt: number): string {
  return fixedLengthId(`${run}-${node}-${attempt}`, longestName);
}

// FNV-1a of 32 bits.
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
