import type { Event, ExecutionError, NodeEvent, RunEvent, TaskEvent } from "../../engine/index.js";
import type { Literals } from "../../types/index.js";
import { encodePhase } from "./phases.js";

/** An event as it is written: short keys, and nothing that an earlier event of the same node has said. */
export type Encoded = Readonly<Record<string, unknown>>;

/** Makes literals fit for the journal. */
export type Shrink = (literals: Literals) => Literals;

/** Writes the events of one run; `known` are the nodes that it has told of before. */
export function createEncoder(shrink: Shrink, known: Iterable<string> = []): (event: Event) => Encoded {
  const nodes = new Set(known);
  // An attempt's outputs are told again as its node's.
  const last = new Map<string, Literals>();

  const facts = (event: NodeEvent): Encoded => {
    if (nodes.has(event.node)) return {};
    nodes.add(event.node);
    const { node, specNode, name, path, parent, retryGroup, isParent, isArray } = event;
    return {
      ...(specNode === node ? undefined : { s: specNode }),
      ...(name === specNode ? undefined : { m: name }),
      ...(path.length === 1 && path[0] === name ? undefined : { h: path }),
      ...(parent === undefined ? undefined : { u: parent, g: retryGroup }),
      ...(isParent ? { ip: 1 } : undefined),
      ...(isArray ? { ia: 1 } : undefined),
    };
  };
  const outputsOf = ({ node, outputs }: NodeEvent): Encoded => {
    if (outputs === undefined) return {};
    const same = last.get(node) === outputs;
    last.delete(node);
    return { o: same ? 1 : shrink(outputs) };
  };

  const encodeNode = (event: NodeEvent): Encoded => {
    const {
      node,
      phase,
      isDynamic,
      inputs,
      error,
      cache,
      cacheKey,
      source,
      deckUri,
      launched,
      claims,
      dynamic,
      attempt,
      retryIn,
    } = event;
    return {
      n: node,
      p: encodePhase(phase),
      ...facts(event),
      ...(isDynamic ? { id: event.isParent ? 2 : 1 } : undefined),
      ...(inputs === undefined || isEmpty(inputs) ? undefined : { i: shrink(inputs) }),
      ...outputsOf(event),
      ...(error === undefined ? undefined : { x: withoutThrown(error) }),
      ...(cache === undefined ? undefined : { c: cache }),
      ...(cacheKey === undefined ? undefined : { ck: cacheKey }),
      ...(source === undefined ? undefined : { so: source }),
      ...(deckUri === undefined ? undefined : { d: deckUri }),
      ...(launched === undefined ? undefined : { l: launched }),
      ...(claims === undefined ? undefined : { lc: claims }),
      // It is in the attempt that decided on it.
      ...(dynamic === undefined ? undefined : { y: 1 }),
      ...(attempt === undefined ? undefined : { ra: attempt }),
      ...(retryIn === undefined ? undefined : { r: retryIn }),
    };
  };

  const encodeTask = (event: TaskEvent): Encoded => {
    const { node, phase, task, attempt, element, outputs, skipped, deckUri, dynamic } = event;
    const { error, final, lost, progress, cache, retryIn } = event;
    if (outputs !== undefined && element === undefined) last.set(node, outputs);
    return {
      n: node,
      a: attempt,
      p: encodePhase(phase),
      ...(phase === "QUEUED" || phase === "SUCCEEDED" ? { k: task } : undefined),
      ...(element === undefined ? undefined : { e: element }),
      ...(outputs === undefined || isEmpty(outputs) ? undefined : { o: shrink(outputs) }),
      ...(skipped ? { sk: 1 } : undefined),
      ...(deckUri === undefined ? undefined : { d: deckUri }),
      ...(dynamic === undefined ? undefined : { y: dynamic }),
      ...(error === undefined ? undefined : { x: withoutThrown(error) }),
      ...(final === undefined ? undefined : { xf: final === error ? 1 : withoutThrown(final) }),
      ...(lost ? { lo: 1 } : undefined),
      ...(progress === undefined ? undefined : { pr: progress }),
      ...(cache === undefined ? undefined : { c: cache }),
      ...(retryIn === undefined ? undefined : { r: retryIn }),
    };
  };

  const encodeRun = ({ phase, inputs, outputs, error, cause }: RunEvent): Encoded => ({
    p: encodePhase(phase),
    ...(inputs === undefined ? undefined : { i: shrink(inputs) }),
    ...(outputs === undefined ? undefined : { o: shrink(outputs) }),
    ...(error === undefined ? undefined : { x: withoutThrown(error) }),
    ...(cause === undefined ? undefined : { ca: cause }),
  });

  return (event) => {
    switch (event.kind) {
      case "run":
        return encodeRun(event);
      case "node":
        return encodeNode(event);
      case "task":
        return encodeTask(event);
    }
  };
}

/** An error without what was thrown in this process. */
export function withoutThrown({ thrown: _, ...error }: ExecutionError): ExecutionError {
  return error;
}

function isEmpty(literals: Literals): boolean {
  for (const _ in literals) return false;
  return true;
}
