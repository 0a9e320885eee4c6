import type { Event, NodeEvent, RunEvent, TaskEvent } from "../../engine/index.js";
import type { Literals } from "../../types/index.js";
import { keepError, keepReason } from "./errors.js";
import { encodePhase } from "./phases.js";

/**
 * An event as it is written: short keys, and nothing that an earlier event of the same node has said. Filled in place, since
 * a fan-out writes tens of thousands at once.
 */
export type Encoded = Record<string, unknown>;

/** Makes literals fit for the journal. */
export type Shrink = (literals: Literals) => Literals;

/** Writes the events of one run; `known` are the nodes that it has told of before. */
export function createEncoder(shrink: Shrink, known: Iterable<string> = []): (event: Event) => Encoded {
  const nodes = new Set(known);
  // An attempt's outputs are told again as its node's.
  const last = new Map<string, Literals>();

  const addFacts = (to: Encoded, event: NodeEvent) => {
    const { node, specNode, name, path, parent, retryGroup, isParent, isArray } = event;
    if (nodes.has(node)) return;
    nodes.add(node);
    if (specNode !== node) to.s = specNode;
    if (name !== specNode) to.m = name;
    if (path.length !== 1 || path[0] !== name) to.h = path;
    if (parent !== undefined) to.u = parent;
    if (parent !== undefined) to.g = retryGroup;
    if (isParent) to.ip = 1;
    if (isArray) to.ia = 1;
  };

  const encodeNode = (event: NodeEvent): Encoded => {
    const { node, phase, inputs, outputs, error, attempt, retryIn } = event;
    const to: Encoded = { n: node, p: encodePhase(phase) };
    addFacts(to, event);
    if (event.isDynamic) to.id = event.isParent ? 2 : 1;
    if (inputs !== undefined && !isEmpty(inputs)) to.i = shrink(inputs);
    if (outputs !== undefined) {
      to.o = last.get(node) === outputs ? 1 : shrink(outputs);
      last.delete(node);
    }
    if (error !== undefined) to.x = keepError(error);
    if (event.cache !== undefined) to.c = event.cache;
    if (event.cacheKey !== undefined) to.ck = event.cacheKey;
    if (event.source !== undefined) to.so = event.source;
    if (event.deckUri !== undefined) to.d = event.deckUri;
    if (event.launched !== undefined) to.l = event.launched;
    if (event.claims !== undefined) to.lc = event.claims;
    // It is in the attempt that decided on it.
    if (event.dynamic !== undefined) to.y = 1;
    if (attempt !== undefined) to.ra = attempt;
    if (retryIn !== undefined) to.r = retryIn;
    return to;
  };

  const encodeTask = (event: TaskEvent): Encoded => {
    const { node, phase, attempt, element, outputs, error, final } = event;
    const to: Encoded = { n: node, a: attempt, p: encodePhase(phase) };
    if (outputs !== undefined && element === undefined) last.set(node, outputs);
    if (phase === "QUEUED" || phase === "SUCCEEDED") to.k = event.task;
    if (element !== undefined) to.e = element;
    if (outputs !== undefined && !isEmpty(outputs)) to.o = shrink(outputs);
    if (event.skipped) to.sk = 1;
    if (event.deckUri !== undefined) to.d = event.deckUri;
    if (event.dynamic !== undefined) to.y = event.dynamic;
    if (error !== undefined) to.x = keepError(error);
    if (final !== undefined) to.xf = final === error ? 1 : keepError(final);
    if (event.lost) to.lo = 1;
    if (event.progress !== undefined) to.pr = event.progress;
    if (event.cache !== undefined) to.c = event.cache;
    if (event.retryIn !== undefined) to.r = event.retryIn;
    return to;
  };

  const encodeRun = ({ phase, inputs, outputs, error, cause, reason }: RunEvent): Encoded => {
    const to: Encoded = { p: encodePhase(phase) };
    if (inputs !== undefined) to.i = shrink(inputs);
    if (outputs !== undefined) to.o = shrink(outputs);
    if (error !== undefined) to.x = keepError(error);
    if (cause !== undefined) to.ca = cause;
    const kept = keepReason(reason);
    if (kept !== undefined) to.re = kept;
    return to;
  };

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

function isEmpty(literals: Literals): boolean {
  for (const _ in literals) return false;
  return true;
}
