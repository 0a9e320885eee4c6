import { canonical, type LaunchPlanRef, type Task } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import type { Event, NodeEvent, TaskEvent } from "../event.js";
import type { RunPhase } from "../phase.js";
import type { Prior, PriorWork } from "./prior.js";
import { NodeTrace } from "./trace.js";

/** What is taken over from the events of an earlier go. */
export interface PriorOptions {
  /**
   * Whether the events are those of another run: nodes that succeeded there are told as RECOVERED, and everything else
   * starts anew. Default false: the same run goes on.
   */
  readonly recovers?: boolean;
  /**
   * Whether what became of a node still holds, asked with what its inputs were and would be now; default: it does. A node for
   * which it does not runs again, with attempts numbered on.
   */
  keeps?(node: KeptNode, inputs: Literals): boolean;
  /** What a node ran, for those that do not hold: what it has outside is ended. */
  was?(node: Pick<KeptNode, "trail">): Task | LaunchPlanRef | undefined;
  /** Number of the next event, where the events do not tell since some were left out; default: after the last of them. */
  readonly next?: number;
}

/** A node of an earlier go. */
export interface KeptNode {
  readonly id: string;
  /** Its id in its workflow, behind those of the nodes that hold it, from the outermost. */
  readonly trail: readonly string[];
  readonly inputs: Literals;
}

/** What events of an earlier go, in order and from the first, say about where to go on. */
export function priorOf(events: Iterable<Event>, { recovers = false, keeps, was, next }: PriorOptions = {}): Prior {
  const nodes = new Map<string, NodeTrace>();
  const ids = new Map<string, string>();
  const phases = new Set<RunPhase>();
  const run: { next: number; startedAt?: number; aborting?: unknown } = { next: 0 };
  const traceOf = (id: string) => {
    const known = nodes.get(id) ?? new NodeTrace();
    nodes.set(id, known);
    return known;
  };
  for (const event of events) {
    run.next = event.seq + 1;
    if (event.kind === "run") {
      phases.add(event.phase);
      if (event.phase === "RUNNING") run.startedAt ??= event.at;
      if (event.phase === "ABORTING") run.aborting = event.reason ?? event.cause ?? "";
    } else if (event.kind === "node") {
      traceOf(event.node).add(event);
      const whole = wholeId(event);
      if (whole !== event.node) ids.set(event.node, whole);
    } else {
      traceOf(event.node).of(event.element).add(event);
    }
  }
  run.next = next ?? run.next;
  if (recovers) return recovering(nodes, ids, keeps);

  const verdicts = new Map<string, Verdict>();
  const verdictOf = (id: string) => verdicts.get(id) ?? "kept";
  return {
    ...run,
    ids,
    told(happening) {
      if (happening.kind === "run") return phases.has(happening.phase);
      const trace = nodes.get(happening.node);
      if (trace === undefined || verdictOf(happening.node) === "anew") return false;
      return happening.kind === "node" ? trace.told(happening) : attemptTold(trace, happening);
    },
    node(id, inputs) {
      const trace = nodes.get(id);
      if (trace === undefined) return undefined;
      if (keeps !== undefined && !verdicts.has(id)) {
        const node = keptNode(nodes, id, trace);
        verdicts.set(id, judge(trace, { isKept: keeps(node, inputs()), inputs: inputs() }));
      }
      return verdictOf(id) === "kept" ? trace.prior : undefined;
    },
    superseded(id) {
      const trace = nodes.get(id);
      if (trace === undefined || verdictOf(id) === "kept") return [];
      const target = was?.(keptNode(nodes, id, trace));
      if (target === undefined) return [];
      return [...trace.works].flatMap(({ open, attempt }) =>
        open === undefined ? [] : [{ target, attempt, outside: open }],
      );
    },
    anew: (id) => (verdictOf(id) === "kept" ? undefined : nodes.get(id)?.next),
    work(id, element) {
      const trace = nodes.get(id);
      const work = trace?.work(element)?.prior;
      return trace !== undefined && verdictOf(id) !== "kept" ? anew(trace, work) : work;
    },
  };
}

// `again`: the node runs anew, and has told so far what it would tell once more.
type Verdict = "kept" | "again" | "anew";

function judge(trace: NodeTrace, { isKept, inputs }: { readonly isKept: boolean; readonly inputs: Literals }): Verdict {
  if (isKept) return "kept";
  return trace.end === undefined && canonical(trace.inputs ?? {}) === canonical(inputs) ? "again" : "anew";
}

// A node that runs again has all its retries; what it has outside is not gone on with.
function anew(trace: NodeTrace, { lost }: Partial<PriorWork> = {}): PriorWork {
  return {
    attempt: trace.next,
    spent: { user: 0, system: 0 },
    ...(lost === undefined ? undefined : { lost }),
  };
}

function attemptTold(trace: NodeTrace, { phase, attempt, element, progress }: Omit<TaskEvent, "run" | "seq" | "at">) {
  const work = trace.work(element);
  if (work === undefined || work.attempt !== attempt || progress !== undefined) return false;
  if (phase === "QUEUED") return true;
  if (phase === "RUNNING") return work.phase !== "QUEUED";
  return work.phase === phase;
}

function recovering(
  nodes: ReadonlyMap<string, NodeTrace>,
  ids: ReadonlyMap<string, string>,
  keeps: PriorOptions["keeps"],
): Prior {
  return {
    next: 0,
    ids,
    told: () => false,
    node: () => undefined,
    superseded: () => [],
    anew: () => undefined,
    recovered(id, inputs) {
      const trace = nodes.get(id);
      if (trace?.end?.phase !== "SUCCEEDED") return undefined;
      return keeps === undefined || keeps(keptNode(nodes, id, trace), inputs()) ? trace.end.outputs : undefined;
    },
    work: () => undefined,
  };
}

function keptNode(
  nodes: ReadonlyMap<string, NodeTrace>,
  id: string,
  { specNode, parent, inputs = {} }: NodeTrace,
): KeptNode {
  const trail = [specNode];
  let above = parent === undefined ? undefined : nodes.get(parent);
  while (above !== undefined) {
    trail.unshift(above.specNode);
    above = above.parent === undefined ? undefined : nodes.get(above.parent);
  }
  return { id, trail, inputs };
}

// What the unique id of a node is made of.
function wholeId({ specNode, parent, retryGroup }: NodeEvent): string {
  return parent === undefined ? specNode : `${parent}-${retryGroup}-${specNode}`;
}
