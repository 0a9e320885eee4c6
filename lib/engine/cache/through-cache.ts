import type { Task } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import { checkOutputs, type Promised } from "../data/check-outputs.js";
import type { WorkEnd } from "../node/attempts.js";
import type { NodeEvent } from "../event.js";
import type { CacheStatus } from "../phase.js";
import type { Cancellation } from "../run/cancellation.js";
import type { NodeContext, RunContext } from "../run/context.js";
import type { CacheKey } from "./cache-key.js";
import { awaitFlight, inFlight, takeOff } from "./flights.js";
import type { CacheEntry, OutputCache, Reservation } from "./output-cache.js";

/** How work ended, and what became of the cache. */
export interface CachedEnd {
  readonly end: WorkEnd;
  readonly cache?: CacheStatus;
  readonly cacheKey?: string;
  /** What the node started with, where it has told nothing yet. */
  readonly inputs?: Literals;
  readonly source?: NonNullable<NodeEvent["source"]>;
}

/** Work whose outputs may be there already. */
export interface CacheableWork {
  readonly context: NodeContext;
  readonly task: Task;
  readonly promised: Promised;
  /** Called before the work, once it is known that it is needed. */
  onMiss(): Promise<void> | undefined;
  work(): Promise<WorkEnd>;
  /** Called when work that an earlier go had begun is not needed any more, since somebody else has done it. */
  onMade?(): Promise<void>;
  /** Index in a mapped step. */
  readonly element?: number;
}

/**
 * Takes the outputs of a task from the cache, or makes them and puts them there. A cache that fails costs time, never the
 * run. Where the task says `serialize`, identical work waits for the first, in this process and wherever the cache is shared.
 */
export async function throughCache(cacheable: CacheableWork): Promise<CachedEnd> {
  const cache = cacheFor(cacheable.context, cacheable.task);
  if (cache !== undefined) return await consult(cacheable, cache);
  const told = cacheable.onMiss();
  if (told) await told;
  return { end: await cacheable.work() };
}

/** The cache that keeps the outputs of a task; undefined where they are not kept. */
export function cacheFor({ run }: NodeContext, task: Task): OutputCache | undefined {
  return task.cache !== undefined && hasOutputs(task) ? run.cache : undefined;
}

function hasOutputs({ interface: { outputs } }: Task): boolean {
  for (const _ in outputs) return true;
  return false;
}

async function consult(
  { context, task, promised, onMiss, onMade, work, element }: CacheableWork,
  cache: OutputCache,
): Promise<CachedEnd> {
  const { run, inputs, cancellation } = context;
  let key: CacheKey;
  try {
    key = await run.cacheKeyOf(task, inputs);
  } catch {
    await onMiss();
    return { end: await work(), cache: "LOOKUP_FAILURE" };
  }

  const cacheKey = key.key;
  // An earlier go looked, and went on to the work itself.
  const before = run.prior?.work(context.place.node, element);
  const isUnderWay = before !== undefined;
  const serialize = task.cache?.serialize === true;
  let found = isUnderWay ? missed : await lookUp(run, promised, cache, cacheKey);
  if (found.entry !== undefined) return { ...hit(found.entry, cacheKey), inputs };
  await onMiss();
  // What was under way is the first, whoever comes before it in this go.
  if (serialize && !isUnderWay) {
    while (inFlight(cache, cacheKey)) {
      // Whoever does the work may need the place for what it decides on.
      context.leave?.();
      if (!(await awaitFlight(cache, cacheKey, cancellation))) return { end: { kind: "aborted" } };
      found = await lookUp(run, promised, cache, cacheKey);
      if (found.entry !== undefined) return hit(found.entry, cacheKey);
    }
  }
  const land = serialize ? takeOff(cache, cacheKey) : () => {};
  const isSettled = before?.done !== undefined || before?.failed !== undefined;
  // Also of what was under way: while nobody did it, somebody elsewhere may have taken its place.
  const reservation = serialize && !isSettled ? await reserve(cache, cacheKey, cancellation) : undefined;
  try {
    // What was under way has to be told the end of.
    if (cancellation.cancelled && !isUnderWay) return { end: { kind: "aborted" } };
    // Between the look and the reservation, too, somebody else may have made them.
    if (reservation !== undefined && (!isUnderWay || onMade !== undefined)) {
      found = await lookUp(run, promised, cache, cacheKey);
      if (found.entry !== undefined) {
        if (isUnderWay) await onMade?.();
        return hit(found.entry, cacheKey);
      }
    }
    const end = await work();
    if (end.kind !== "done" || end.outcome.skipped) return { end, cache: found.status, cacheKey };
    return { end, cache: await keep(context, task, { cache, key, end }), cacheKey };
  } finally {
    reservation?.release();
    land();
  }
}

// Who cannot reserve does the work: at worst it is done twice.
async function reserve(cache: OutputCache, key: string, { signal }: Cancellation): Promise<Reservation | undefined> {
  try {
    return await cache.reserve?.(key, signal);
  } catch {
    return undefined;
  }
}

function hit({ outputs, deckUri, task, run, node, attempt = 0 }: CacheEntry, cacheKey: string): CachedEnd {
  const outcome = { outputs, ...(deckUri === undefined ? {} : { deckUri }) };
  const source = { task, run, node, attempt };
  return { end: { kind: "done", outcome, attempt: 0 }, cache: "HIT", cacheKey, source };
}

const missed = { status: "MISS", entry: undefined } as const;

async function lookUp({ overwriteCache }: RunContext, promised: Promised, cache: OutputCache, key: string) {
  if (overwriteCache) return { status: "SKIPPED" } as const;
  try {
    const entry = await cache.get(key);
    if (entry === undefined) return { status: "MISS" } as const;
    checkOutputs(promised, entry.outputs);
    return { status: "HIT", entry } as const;
  } catch {
    return { status: "LOOKUP_FAILURE" } as const;
  }
}

interface Kept {
  readonly cache: OutputCache;
  readonly key: CacheKey;
  readonly end: Extract<WorkEnd, { kind: "done" }>;
}

async function keep({ run, place }: NodeContext, task: Task, { cache, key, end }: Kept): Promise<CacheStatus> {
  const { outputs, deckUri } = end.outcome;
  try {
    await cache.put(key.key, {
      outputs,
      task: task.ref.name,
      run: run.run,
      node: place.node,
      attempt: end.attempt,
      at: run.clock.now(),
      parts: key.parts,
      ...(deckUri === undefined ? {} : { deckUri }),
    });
    return "POPULATED";
  } catch {
    return "PUT_FAILURE";
  }
}
