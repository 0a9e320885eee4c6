import type { Node, Target } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import { throughCache } from "../cache/through-cache.js";
import type { Promised } from "../data/check-outputs.js";
import type { NodeContext, NodeEnd } from "../run/context.js";
import { attemptTask } from "./attempt-task.js";
import { runDynamic } from "./run-dynamic.js";
import { runNode } from "./run-node.js";
import { asksForMore, toNodeEnd } from "./run-task.js";

/** What the elements of a mapped step share. */
export interface Elements {
  /** That of the array node, with its whole inputs. */
  readonly context: NodeContext;
  readonly mapped: Extract<Target, { kind: "array" }>;
  readonly size: number;
  /** What each element of a mapped task must give. */
  readonly promised?: Promised;
}

/**
 * Runs one element of a mapped step. A task is told by events of the array node that carry the element's index, anything
 * else by a node of its own below the array node. Never rejects for a failure of the element itself.
 */
export function runElement(elements: Elements, index: number, inputs: Literals): Promise<NodeEnd> {
  const { context, mapped } = elements;
  const { place } = context;
  const node = withOuter(mapped.node, context.node);
  const id = idOf(context, index);
  if (node.target.kind === "task") return runTaskElement(elements, { node, key: node.target.task, id, index, inputs });
  const name = `${place.name}[${index}]`;
  const own = {
    node: id,
    specNode: node.id,
    name,
    path: [...place.path, name],
    parent: place.node,
    retryGroup: "0",
    ...(node.target.kind === "workflow" ? { isParent: true } : {}),
    ...(node.target.kind === "array" ? { isArray: true } : {}),
  };
  return runNode({ ...context, node, inputs, place: own });
}

/** How an element ended in an earlier go; `open` when that left it in flight, undefined when it had not come to it. */
export function priorElement(
  { context, mapped }: Elements,
  index: number,
  inputs: Literals,
): NodeEnd | "open" | undefined {
  const { run, place } = context;
  if (run.prior === undefined) return undefined;
  if (mapped.node.target.kind !== "task") {
    const node = run.prior.node(idOf(context, index), () => inputs);
    return node === undefined ? undefined : (node.end ?? "open");
  }
  const work = run.prior.work(place.node, index);
  if (work?.failed !== undefined) return { phase: "FAILED", error: work.failed };
  // More work that the element decided on is gone through again, by what is left of its nodes.
  if (work?.done === undefined || work.done.outcome.dynamic !== undefined)
    return work === undefined ? undefined : "open";
  return toNodeEnd({ kind: "done", ...work.done });
}

function idOf({ run, place }: NodeContext, index: number): string {
  return run.uniqueId(`n${index}`, { id: place.node, attempt: 0 });
}

// What is said of the whole step holds for its elements, unless they say otherwise.
function withOuter(inner: Node, { pool, priority, retries, backoff }: Node): Node {
  return {
    ...(pool === undefined ? {} : { pool }),
    ...(priority === undefined ? {} : { priority }),
    ...(retries === undefined ? {} : { retries }),
    ...(backoff === undefined ? {} : { backoff }),
    ...inner,
  };
}

interface TaskElement {
  readonly node: Node;
  readonly key: string;
  readonly id: string;
  readonly index: number;
  readonly inputs: Literals;
}

async function runTaskElement(
  { context: whole, size, promised = { task: "", outputs: {} } }: Elements,
  { node, key, id, index, inputs }: TaskElement,
): Promise<NodeEnd> {
  const context = { ...whole, node, inputs };
  const task = whole.dag.tasks[key]!;
  const element = { node: whole.place.node, index, size, inputs: whole.inputs };
  const { end, cache } = await throughCache({
    context,
    task,
    promised,
    element: index,
    onMiss: () => undefined,
    async work() {
      const done = await attemptTask(context, { key, task, promised, element, nodeId: id });
      return asksForMore(done) ? await runDynamic(context, { promised, done, nodeId: id }) : done;
    },
  });
  // What became of the cache is known after the attempt, whose end has been told.
  if (cache !== undefined && end.kind === "done") {
    const { attempt, outcome } = end;
    const told = { kind: "task", phase: "SUCCEEDED", node: whole.place.node, task: key, attempt } as const;
    await whole.run.recorder.tell({ ...told, element: index, ...outcome, cache });
  }
  return toNodeEnd(end);
}
