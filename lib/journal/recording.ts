import type { BlobStore } from "../blobs/index.js";
import type { Event } from "../engine/index.js";
import type { Literal } from "../types/index.js";
import { createEncoder, type Encoded } from "./codec/encode.js";
import { writeOutcome } from "./codec/outcome.js";
import { pack } from "./codec/pack.js";
import { createSpill } from "./codec/spill.js";
import { type Commits, lost, stubbornly, type Writer } from "./commits.js";
import { forsake, type Holder } from "./holder.js";
import type { Ledger, SignalRow } from "./ledger/ledger.js";

/** A run that this process holds and writes. */
export interface Recording {
  readonly run: string;
  /**
   * Keeps an event. Gives a promise where the run is about to act on what happened, and must not before it is kept: an
   * attempt begins, something failed or is ended, a name is about to be used outside, the run has ended. Everything else
   * is kept with the next of those, and at the end of the turn at the latest.
   */
  tell(event: Event): Promise<void> | undefined;
  /** Keeps the value of a gate; resolves once it is. */
  signal(name: string, value: Literal): Promise<void>;
  /** Writes what is left, and lets others have the run. */
  release(): Promise<void>;
}

/** What a recording is made of. */
export interface RecordingParts {
  readonly ledger: Ledger;
  readonly commits: Commits;
  readonly blobs: BlobStore;
  readonly key: number;
  readonly run: string;
  readonly holder: Holder;
  /** Nodes that earlier events have told of. */
  readonly known: Iterable<string>;
  /** Number of the next event. */
  readonly next: number;
  /** Told each event once it is kept. */
  readonly onKept?: ((event: Event) => void | Promise<void>) | undefined;
  /** Called once when nothing more can be kept. */
  readonly onBroken?: ((error: unknown) => void) | undefined;
  /** Called once when the run is let go. */
  readonly onRelease: () => void;
}

// What others read of a beat is seconds old at best.
const beatEvery = 5_000;
// Rows of a size that a page or a few hold.
const eventsInRow = 500;

interface Settled {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: unknown): void;
}

/** Keeps the events of a run as they come. */
export class Recorder implements Recording, Writer {
  readonly run: string;
  readonly #parts: RecordingParts;
  readonly #encode: (event: Event) => Encoded;
  readonly #spill: ReturnType<typeof createSpill>;
  #events: Event[] = [];
  #encoded: Encoded[] = [];
  #at = 0;
  #signals: SignalRow[] = [];
  #digests: string[] = [];
  #spilling: Promise<unknown> | undefined;
  #settled: Settled | undefined;
  #heard: Promise<void>[] = [];
  #next: number;
  #beat: number;
  #broken: { readonly error: unknown } | undefined;
  #isReleased = false;

  constructor(parts: RecordingParts) {
    this.run = parts.run;
    this.#parts = parts;
    this.#next = parts.next;
    this.#beat = parts.holder.beat;
    this.#spill = createSpill(parts.blobs);
    this.#encode = createEncoder(this.#spill.shrink, parts.known);
  }

  tell(event: Event): Promise<void> | undefined {
    if (this.#broken !== undefined) return Promise.reject(this.#broken.error);
    const encoded = this.#encode(event);
    const first = this.#encoded.length % eventsInRow === 0;
    encoded.t = first ? event.at : event.at - this.#at;
    this.#encoded.push(encoded);
    this.#at = event.at;
    this.#events.push(event);
    this.#parts.commits.enlist(this);
    return isActedOn(event) ? this.#kept().promise : undefined;
  }

  signal(name: string, value: Literal): Promise<void> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken.error);
    this.#signals.push({ name, value: JSON.stringify(this.#spill.shrink({ value }).value) });
    this.#parts.commits.enlist(this);
    return this.#kept().promise;
  }

  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    try {
      if (this.#broken === undefined && this.#hasMore()) await this.#kept().promise;
      const { ledger, key, holder } = this.#parts;
      stubbornly(ledger, () => {
        if (ledger.beat(key, holder.token, holder.beat)) ledger.change(key, { holder: undefined });
      });
    } catch {
      // It cannot be written that the run is free; this process knows it all the same.
      forsake(this.#parts.holder);
    } finally {
      this.#parts.onRelease();
    }
  }

  /** Whether it is a while since it was said that the holder lives. */
  isSilent(now: number): boolean {
    return this.#broken === undefined && Math.abs(now - this.#beat) >= beatEvery;
  }

  /** Says that the holder lives; inside a transaction that others may share. */
  keepAlive(now: number): void {
    this.#beat = now;
    const { ledger, key, holder } = this.#parts;
    if (!ledger.beat(key, holder.token, now)) this.broke(lost(this.run));
  }

  ready(): Promise<unknown> | undefined {
    if (this.#spilling !== undefined) return this.#spilling;
    const { digests, written } = this.#spill.take();
    this.#digests.push(...digests);
    this.#spilling = written?.then(() => {
      this.#spilling = undefined;
    });
    return this.#spilling;
  }

  write(ledger: Ledger, now: number): void {
    const { key, holder } = this.#parts;
    const isStale = Math.abs(now - this.#beat) >= beatEvery;
    if (isStale) this.#beat = now;
    const isOurs = isStale ? ledger.beat(key, holder.token, this.#beat) : ledger.holds(key, holder.token);
    if (!isOurs) {
      this.broke(lost(this.run));
      return;
    }
    for (let from = 0; from < this.#encoded.length; from += eventsInRow) {
      const part = this.#encoded.slice(from, from + eventsInRow);
      ledger.append(key, { seq: this.#next + from, count: part.length, events: JSON.stringify(pack(part)) });
    }
    for (const [index, event] of this.#events.entries()) {
      if (event.kind === "run") this.#changePhase(ledger, event, this.#encoded[index]!);
    }
    for (const signal of this.#signals) ledger.signal(key, signal);
    for (const digest of new Set(this.#digests)) ledger.keepSpill(key, digest);
  }

  kept(): void {
    if (this.#broken !== undefined) return;
    const [events, settled] = [this.#events, this.#settled];
    this.#next += events.length;
    this.#events = [];
    this.#encoded = [];
    this.#signals = [];
    this.#digests = [];
    this.#settled = undefined;
    const { onKept } = this.#parts;
    if (onKept !== undefined) for (const event of events) this.#hear(onKept(event));
    if (settled === undefined) return;
    const heard = this.#heard;
    this.#heard = [];
    if (heard.length === 0) settled.resolve();
    else Promise.all(heard).then(settled.resolve, settled.reject);
  }

  broke(error: unknown): void {
    if (this.#broken !== undefined) return;
    this.#broken = { error };
    this.#settled?.reject(error);
    this.#settled = undefined;
    this.#parts.onBroken?.(error);
  }

  // Whoever listens is waited for before the run acts on anything later.
  #hear(told: void | Promise<void>): void {
    if (told === undefined) return;
    this.#heard.push(told);
    told.catch(() => {});
  }

  #hasMore(): boolean {
    return this.#events.length + this.#signals.length > 0;
  }

  #kept(): Settled {
    this.#settled ??= settledLater();
    return this.#settled;
  }

  #changePhase(ledger: Ledger, event: Extract<Event, { kind: "run" }>, { o }: Encoded): void {
    const { phase, at } = event;
    const ended = isEnd(phase) ? { endedAt: at, outcome: writeOutcome(event, o) } : {};
    ledger.change(this.#parts.key, { phase, ...ended });
  }
}

/** Whether a run is over in a phase. */
export function isEnd(phase: string): boolean {
  return phase === "SUCCEEDED" || phase === "FAILED" || phase === "ABORTED" || phase === "TIMED_OUT";
}

// What happens next may reach beyond this process, or cannot be taken back.
function isActedOn(event: Event): boolean {
  const { kind, phase } = event;
  if (kind === "run") return phase !== "RUNNING" && phase !== "SUCCEEDING";
  if (kind === "node") return phase === "FAILED" || event.claims !== undefined;
  if (phase === "RUNNING") return event.progress === undefined || event.progress.claims !== undefined;
  return phase === "FAILED" || phase === "ABORTED";
}

function settledLater(): Settled {
  let [resolve, reject]: [() => void, (error: unknown) => void] = [() => {}, () => {}];
  const promise = new Promise<void>((res, rej) => {
    [resolve, reject] = [res, rej];
  });
  // Who does not wait for it must not be ended by it.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
