import type { Dag } from "../../dag/index.js";
import type { Event, NodeEvent, TaskEvent } from "../../engine/index.js";
import { type PackedThrown, unpackThrown } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";
import { type KeptError, reviveError } from "./errors.js";
import { parsed } from "./parsed.js";
import { unpack } from "./pack.js";
import { decodePhase } from "./phases.js";

type Facts = Pick<NodeEvent, "node" | "specNode" | "name" | "path" | "parent" | "retryGroup" | "isParent" | "isArray">;

/** What the encoder writes, for all kinds of events at once. */
export interface Raw {
  readonly n?: string;
  readonly b?: 1;
  readonly f?: number;
  readonly a?: number;
  readonly p: number;
  readonly t: number;
  readonly s?: string;
  readonly m?: string;
  readonly h?: readonly string[];
  readonly u?: string;
  readonly g?: string;
  readonly ip?: 1;
  readonly ia?: 1;
  readonly id?: 1 | 2;
  readonly i?: Literals;
  readonly o?: Literals | 1;
  readonly x?: KeptError;
  readonly xf?: KeptError | 1;
  readonly c?: NodeEvent["cache"];
  readonly ck?: string;
  readonly so?: NodeEvent["source"];
  readonly d?: string;
  readonly l?: string;
  readonly lc?: string;
  readonly y?: Dag | 1;
  readonly ra?: number;
  readonly r?: number;
  readonly k?: string;
  readonly e?: number;
  readonly sk?: 1;
  readonly lo?: 1;
  readonly pr?: TaskEvent["progress"];
  readonly ca?: string;
  readonly re?: PackedThrown;
}

/** A row of events. */
export interface Row {
  readonly seq: number;
  readonly events: string;
}

/** Reads the events of one run back, row by row, from the first. */
export class Decoder {
  readonly #run: string;
  readonly #facts = new Map<string, Facts>();
  readonly #tasks = new Map<string, string>();
  // By node, until the node has told the same.
  readonly #outputs = new Map<string, Literals>();
  readonly #dynamics = new Map<string, Dag>();

  constructor(run: string) {
    this.#run = run;
  }

  /** All events of a row. */
  read(row: Row): Event[] {
    const events: Event[] = [];
    walk(parseRow(row), (raw, seq, at) => {
      let number = seq;
      for (const each of unpack(raw)) events.push(this.event(each, number++, at));
    });
    return events;
  }

  /** One event that is not joined with others. */
  event(raw: Raw, seq: number, at: number): Event {
    const told = raw.n === undefined ? toRun(raw) : raw.a === undefined ? this.#toNode(raw) : this.#toTask(raw);
    return Object.assign(told, { run: this.#run, seq, at }) as unknown as Event;
  }

  /** The end of a node whose attempt succeeded with it. */
  success(raw: Raw, inputs: Literals | undefined, { seq, at }: { readonly seq: number; readonly at: number }): Event {
    const { node, specNode, name, path, parent, retryGroup = "0" } = this.#facts.get(raw.n!) ?? plainFacts(raw.n!);
    const outputs = typeof raw.o === "object" ? raw.o : {};
    const event = {
      kind: "node",
      phase: "SUCCEEDED",
      run: this.#run,
      seq,
      at,
      node,
      specNode,
      name,
      path,
      outputs,
    } as const;
    if (inputs === undefined && parent === undefined) return event;
    return {
      ...event,
      ...(inputs === undefined ? undefined : { inputs }),
      ...(parent === undefined ? undefined : { parent, retryGroup }),
    };
  }

  /** Keeps in mind what later events of the same node do not say again. */
  skip(raw: Raw): void {
    const { n: node = "", o, y } = raw;
    if (raw.s !== undefined || raw.m !== undefined || raw.h !== undefined || raw.u !== undefined) this.#factsOf(raw);
    if (typeof o === "object" && raw.e === undefined) this.#outputs.set(node, o);
    if (typeof y === "object") this.#dynamics.set(node, y);
  }

  #factsOf({ n: node = "", s = node, m = s, h = [m], u, g, ip, ia }: Raw): Facts {
    const known = this.#facts.get(node);
    if (known !== undefined) return known;
    const made: Facts = {
      node,
      specNode: s,
      name: m,
      path: h,
      ...(u === undefined ? undefined : { parent: u, retryGroup: g ?? "0" }),
      ...(ip ? { isParent: true } : undefined),
      ...(ia ? { isArray: true } : undefined),
    };
    this.#facts.set(node, made);
    return made;
  }

  #toNode(raw: Raw) {
    const { n: node = "", id, i, o, x, c, ck, so, d, l, lc, y, ra, r } = raw;
    const given = i ?? (raw.p === 0 ? {} : undefined);
    const dynamic = y === 1 ? this.#dynamics.get(node) : y;
    const outputs = o === 1 ? (this.#outputs.get(node) ?? {}) : o;
    if (o !== undefined) this.#outputs.delete(node);
    return {
      kind: "node",
      phase: decodePhase(raw.p),
      ...this.#factsOf(raw),
      ...(id ? { isDynamic: true } : undefined),
      ...(id === 2 ? { isParent: true } : undefined),
      ...(given === undefined ? undefined : { inputs: given }),
      ...(outputs === undefined ? undefined : { outputs }),
      ...(x === undefined ? undefined : { error: reviveError(x) }),
      ...(c === undefined ? undefined : { cache: c }),
      ...(ck === undefined ? undefined : { cacheKey: ck }),
      ...(so === undefined ? undefined : { source: so }),
      ...(d === undefined ? undefined : { deckUri: d }),
      ...(l === undefined ? undefined : { launched: l }),
      ...(lc === undefined ? undefined : { claims: lc }),
      ...(dynamic === undefined ? undefined : { dynamic }),
      ...(ra === undefined ? undefined : { attempt: ra }),
      ...(r === undefined ? undefined : { retryIn: r }),
    };
  }

  #toTask({ n: node = "", a: attempt = 0, p, k, e, o, sk, d, y, x, xf, lo, pr, c, r }: Raw) {
    const phase = decodePhase(p);
    if (k !== undefined) this.#tasks.set(node, k);
    const given = typeof o === "object" ? o : phase === "SUCCEEDED" ? {} : undefined;
    if (given !== undefined && e === undefined) this.#outputs.set(node, given);
    if (typeof y === "object") this.#dynamics.set(node, y);
    const error = x && reviveError(x);
    const final = xf === 1 ? error : xf && reviveError(xf);
    return {
      kind: "task",
      phase,
      node,
      task: k ?? this.#tasks.get(node) ?? "",
      attempt,
      ...(e === undefined ? undefined : { element: e }),
      ...(given === undefined ? undefined : { outputs: given }),
      ...(sk ? { skipped: true } : undefined),
      ...(d === undefined ? undefined : { deckUri: d }),
      ...(typeof y === "object" ? { dynamic: y } : undefined),
      ...(error === undefined ? undefined : { error }),
      ...(final === undefined ? undefined : { final }),
      ...(lo ? { lost: true } : undefined),
      ...(pr === undefined ? undefined : { progress: pr }),
      ...(c === undefined ? undefined : { cache: c }),
      ...(r === undefined ? undefined : { retryIn: r }),
    };
  }
}

function plainFacts(node: string): Facts {
  return { node, specNode: node, name: node, path: [node] };
}

/** A row of events as data; `t` of each is the time since the one before. */
export interface ParsedRow {
  readonly seq: number;
  readonly entries: readonly Raw[];
}

/** A row as data. */
export function parseRow({ seq, events }: Row): ParsedRow {
  return { seq, entries: parsed<readonly Raw[]>(events, `the history of a run from event ${seq} on`) };
}

/** Calls with each entry of a row, the number of its first event, and its time. */
export function walk({ seq, entries }: ParsedRow, each: (raw: Raw, seq: number, at: number) => void): void {
  let number = seq;
  let at = 0;
  for (const raw of entries) {
    at += raw.t;
    each(raw, number, at);
    number += raw.b !== undefined ? 4 : raw.f !== undefined ? 2 : 1;
  }
}

function toRun({ p, i, o, x, ca, re }: Raw) {
  return {
    kind: "run",
    phase: decodePhase(p),
    ...(i === undefined ? undefined : { inputs: i }),
    ...(typeof o === "object" ? { outputs: o } : undefined),
    ...(x === undefined ? undefined : { error: reviveError(x) }),
    ...(ca === undefined ? undefined : { cause: ca }),
    ...(re === undefined ? undefined : { reason: unpackThrown(re) }),
  };
}
