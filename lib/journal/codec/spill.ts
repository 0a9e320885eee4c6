import { createHash } from "node:crypto";
import type { BlobStore } from "../../blobs/index.js";
import { failure } from "../../errors/index.js";
import type { Literal, Literals } from "../../types/index.js";
import { fewAtOnce } from "./few-at-once.js";
import { parsed } from "./parsed.js";

/** What stands in a journal for a value that lies in a blob. No literal is of this kind. */
interface Stub {
  readonly kind: "~";
  readonly digest: string;
  /** Whether the blob is the `value` of what `of` says else, or the JSON of the whole. */
  readonly form: "value" | "json";
  readonly of?: Omit<Literal, "value">;
}

/** What text holds that has a stub in it. */
export const stubMark = '"kind":"~"';

/** From this many characters on, a value is kept in a blob and not in the journal itself. */
export const spillAbove = 16_384;

// Blobs that are copied in memory at once: of a value of a GiB, no second GiB is made.
const most = 4;

/** Keeps large values apart. */
export interface Spill {
  /** The same values, large ones replaced; the result is data for JSON. */
  shrink(literals: Literals): Literals;
  /** Digests of the values that were replaced since the last call, and their writing, to be waited for. */
  take(): { readonly digests: readonly string[]; readonly written: Promise<unknown> | undefined };
}

/** Writes large values to a store, each once, under the digest of its content. */
export function createSpill(blobs: BlobStore): Spill {
  // A value goes from step to step as the same object, so it is looked at once.
  const known = new WeakMap<Literal, Literal>();
  const inTurn = fewAtOnce(most);
  let digests: string[] = [];
  let writing: Promise<unknown>[] = [];

  const put = (text: string, stub: Omit<Stub, "kind" | "digest">): Literal => {
    const digest = createHash("sha256").update(text).digest("hex");
    digests.push(digest);
    const uri = uriOf(blobs, digest);
    writing.push(inTurn(async () => ((await blobs.exists(uri)) ? undefined : blobs.write(uri, Buffer.from(text)))));
    // It stands where a literal stands, and only readers of the journal meet it.
    return { kind: "~", digest, ...stub } as unknown as Literal;
  };
  const shrinkOne = (literal: Literal): Literal => {
    if (isSmall(literal)) return literal;
    const before = known.get(literal);
    if (before !== undefined) {
      for (const digest of digestsIn(before)) digests.push(digest);
      return before;
    }
    const shrunk = shrinkLarge(literal);
    known.set(literal, shrunk);
    return shrunk;
  };
  // Parts first, so that no text is ever longer than a string can be.
  const shrinkLarge = (literal: Literal): Literal => {
    switch (literal.kind) {
      case "string":
      case "binary": {
        const { value, ...of } = literal;
        return put(value, { form: "value", of });
      }
      case "list":
        return whole({ ...literal, items: literal.items.map(shrinkOne) });
      case "map": {
        const entries = Object.entries(literal.entries).map(([key, entry]) => [key, shrinkOne(entry)] as const);
        return whole({ ...literal, entries: Object.fromEntries(entries) });
      }
      case "union":
        return { ...literal, value: shrinkOne(literal.value) };
      default:
        return whole(literal);
    }
  };
  const whole = (literal: Literal) => (isSmall(literal) ? literal : put(JSON.stringify(literal), { form: "json" }));

  return {
    shrink(literals) {
      let shrunk: Record<string, Literal> | undefined;
      for (const name in literals) {
        const literal = literals[name]!;
        const small = shrinkOne(literal);
        if (small === literal) continue;
        shrunk ??= { ...literals };
        shrunk[name] = small;
      }
      return shrunk ?? literals;
    },
    take() {
      const taken = { digests, written: writing.length === 0 ? undefined : Promise.all(writing) };
      digests = [];
      writing = [];
      return taken;
    },
  };
}

/** The values that were shrunk, whole again. Fails with `JOURNAL_VALUE_LOST` when a blob is no longer there. */
export function restore(literals: Literals, blobs: BlobStore): Promise<Literals> {
  return createRestore(blobs)(literals);
}

/** The same for many values that may have parts in common. */
export function createRestore(blobs: BlobStore): (literals: Literals) => Promise<Literals> {
  // What is there several times is read once, and is one text in memory.
  const texts = new Map<string, Promise<string>>();
  const inTurn = fewAtOnce(most);
  const read = (digest: string) => {
    const known = texts.get(digest) ?? inTurn(() => textOf(digest, blobs));
    texts.set(digest, known);
    return known;
  };
  return (literals) => growAll(literals, read);
}

/** Whether some of the values are not whole. */
export function isShrunk(literals: Literals): boolean {
  return JSON.stringify(literals).includes(stubMark);
}

type ReadText = (digest: string) => Promise<string>;

async function growAll(literals: Literals, read: ReadText): Promise<Literals> {
  const entries = Object.entries(literals).map(async ([name, literal]) => [name, await grow(literal, read)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

async function grow(literal: Literal, read: ReadText): Promise<Literal> {
  // A stub stands where a literal stands.
  const stub = literal as unknown as Stub;
  if (stub.kind === "~") {
    const text = await read(stub.digest);
    if (stub.form === "json") return await grow(parsed<Literal>(text, "a large value"), read);
    return { ...stub.of, value: text } as Literal;
  }
  switch (literal.kind) {
    case "list":
      return { ...literal, items: await Promise.all(literal.items.map((item) => grow(item, read))) };
    case "map":
      return { ...literal, entries: await growAll(literal.entries, read) };
    case "union":
      return { ...literal, value: await grow(literal.value, read) };
    default:
      return literal;
  }
}

async function textOf(digest: string, blobs: BlobStore): Promise<string> {
  const uri = uriOf(blobs, digest);
  try {
    const bytes = await blobs.read(uri);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  } catch (cause) {
    throw failure("JOURNAL_VALUE_LOST", { uri }, { cause });
  }
}

/** Where a spilled value lies. */
export function uriOf(blobs: BlobStore, digest: string): string {
  return blobs.join("", "values", digest.slice(0, 2), digest);
}

function digestsIn(literal: Literal): readonly string[] {
  return [...JSON.stringify(literal).matchAll(/"kind":"~","digest":"(\w+)"/g)].map(([, digest]) => digest!);
}

function isSmall(literal: Literal): boolean {
  return measure(literal, spillAbove) >= 0;
}

// What is left of the room after the value; below 0 as soon as it does not fit, without looking at the rest.
function measure(value: unknown, room: number): number {
  if (typeof value === "string") return room - value.length;
  if (typeof value !== "object" || value === null) return room - 8;
  let left = room - 8;
  if (Array.isArray(value)) {
    for (const item of value) {
      left = measure(item, left);
      if (left < 0) return left;
    }
    return left;
  }
  for (const key in value) {
    left = measure((value as Record<string, unknown>)[key], left - key.length - 4);
    if (left < 0) return left;
  }
  return left;
}
