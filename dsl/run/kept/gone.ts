import type { Dag, Node, Task } from "../../../lib/dag/index.js";
import type { Event, NodeEvent, Runner, TaskEvent } from "../../../lib/engine/index.js";
import type { Recording } from "../../../lib/journal/index.js";
import { tasksOf, trailKey, walkSteps } from "./steps.js";

/** What was in flight under an earlier Dag and has no step in this one. */
export interface Gone {
  readonly node: NodeEvent;
  /** The last event of each attempt that had not ended. */
  readonly attempts: readonly TaskEvent[];
  /** The name that it claimed outside, and the task that did. */
  readonly outside?: { readonly id: string; readonly since: number; readonly task: Task };
}

/** Finds steps of an earlier Dag that were in flight and are no more. */
export function goneSteps(before: Dag, after: Dag, events: readonly Event[]): readonly Gone[] {
  const [old, now] = [stepsOf(before), stepsOf(after)];
  const tasks = tasksOf(before);
  const nodes = new Map<string, NodeEvent>();
  const attempts = new Map<string, Map<number | undefined, TaskEvent>>();
  const names = new Map<string, { readonly id: string; readonly since: number }>();
  for (const event of events) {
    if (event.kind === "node") nodes.set(event.node, event);
    if (event.kind !== "task") continue;
    const own = attempts.get(event.node) ?? new Map<number | undefined, TaskEvent>();
    attempts.set(event.node, own.set(event.element, event));
    const { claims, externalId = claims } = event.progress ?? {};
    if (externalId !== undefined) names.set(event.node, { id: externalId, since: event.at });
  }
  const trailOf = (node: NodeEvent): readonly string[] => {
    const above = node.parent === undefined ? undefined : nodes.get(node.parent);
    return above === undefined ? [node.specNode] : [...trailOf(above), node.specNode];
  };
  const isGone = (node: NodeEvent): boolean => {
    const key = trailKey(trailOf(node));
    const above = node.parent === undefined ? undefined : nodes.get(node.parent);
    return (old.has(key) && !now.has(key)) || (above !== undefined && isGone(above));
  };
  return [...nodes.values()]
    .filter((node) => isOpen(node.phase) && isGone(node))
    .map((node) => {
      const task = tasks.get(trailKey(trailOf(node)));
      const name = names.get(node.node);
      const open = [...(attempts.get(node.node)?.values() ?? [])].filter(({ phase }) => isOpen(phase));
      return {
        node,
        attempts: open,
        ...(name === undefined || task === undefined ? {} : { outside: { ...name, task } }),
      };
    });
}

/** Tells the end of steps that are gone, inner ones first, and ends what they have outside; gives the next event's number. */
export async function endGone(
  gone: readonly Gone[],
  {
    recording,
    next,
    abandon,
  }: { readonly recording: Recording; readonly next: number; readonly abandon: Runner["abandon"] },
): Promise<number> {
  let seq = next;
  const { run } = recording;
  for (const { node, attempts, outside } of gone.toReversed()) {
    const stamp = () => ({ run, seq: seq++, at: Date.now() });
    const end = { lost: true, progress: { reason: why } };
    for (const { task, attempt, element } of attempts) {
      const which = element === undefined ? {} : { element };
      void recording.tell({
        kind: "task",
        phase: "ABORTED",
        node: node.node,
        task,
        attempt,
        ...which,
        ...end,
        ...stamp(),
      });
    }
    const { node: id, specNode, name, path } = node;
    const error = { code: "NodeAborted", message: why, kind: "USER" } as const;
    await recording.tell({ kind: "node", phase: "ABORTED", node: id, specNode, name, path, error, ...stamp() });
    if (outside === undefined || abandon === undefined) continue;
    await abandon(outside.task, attemptOf(node, { run, outside }), why).catch(() => {});
  }
  return seq;
}

const why = "the pipeline no longer has this step";

function attemptOf(
  { node: nodeId, specNode, path }: NodeEvent,
  { run, outside }: { readonly run: string; readonly outside: NonNullable<Gone["outside"]> },
): Parameters<NonNullable<Runner["abandon"]>>[1] {
  const target = { kind: "task", task: outside.task.ref.name } as const;
  const node: Node = { id: specNode, target, inputs: {}, after: [] };
  const { id, since } = outside;
  const { signal } = new AbortController();
  return { run, node, nodeId, path, attempt: 0, last: true, outside: { id, since }, signal, report() {} };
}

function stepsOf(dag: Dag): ReadonlySet<string> {
  const found = new Set<string>();
  walkSteps(dag, (_, trail) => found.add(trailKey(trail)));
  return found;
}

function isOpen(phase: string): boolean {
  return /QUEUED|RUNNING|INITIALIZING|WAITING/.test(phase);
}
