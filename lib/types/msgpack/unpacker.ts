import { failure } from "../../errors/index.js";
import { readInt } from "../number.js";

/** What the next value in a packed stream is, and where its content begins. */
export type Head =
  | { readonly kind: "nil" }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: number | bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "binary"; readonly value: Uint8Array }
  | { readonly kind: "list"; readonly size: number }
  | { readonly kind: "map"; readonly size: number };

const deepest = 500;

/** Reads msgpack, keeping ints and floats apart. Fails with `VALUE_BINARY_MALFORMED`. */
export class Unpacker {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
  }

  get position(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The bytes of the next value, without reading what is in them. */
  slice(): Uint8Array {
    const start = this.#at;
    this.skip();
    return this.#bytes.slice(start, this.#at);
  }

  /** Passes over the next value. */
  skip(): void {
    for (let left = 1; left > 0; left -= 1) {
      const head = this.head();
      if (head.kind === "list") left += head.size;
      if (head.kind === "map") left += 2 * head.size;
    }
  }

  /** The next value as JavaScript data: ints as bigint beyond 2^53, maps as objects whose keys are texts. */
  value(depth = 0): unknown {
    const head = this.head();
    if (depth > deepest) throw malformed(`it is nested deeper than ${deepest} levels`);
    if (head.kind === "nil") return null;
    if (head.kind === "list") {
      const items: unknown[] = [];
      for (let index = 0; index < head.size; index += 1) items.push(this.value(depth + 1));
      return items;
    }
    if (head.kind !== "map") return head.value;
    const entries: Record<string, unknown> = {};
    for (let index = 0; index < head.size; index += 1) {
      const key = this.key();
      entries[key] = this.value(depth + 1);
    }
    return entries;
  }

  /** The next value as the key of a map; numbers become texts, as in JSON. */
  key(): string {
    const head = this.head();
    if (head.kind === "list" || head.kind === "map") throw malformed("a list or map is used as a key");
    const key = head.kind === "nil" ? "null" : String(head.value);
    if (key === "__proto__") throw failure("VALUE_KEY_REFUSED", { key });
    return key;
  }

  /** Reads the mark of the next value, and its content unless that is other values. */
  head(): Head {
    const mark = this.#bytes[this.#advance(1)]!;
    if (mark < 0x80) return { kind: "int", value: mark };
    if (mark < 0x90) return this.#container("map", mark & 0x0f);
    if (mark < 0xa0) return this.#container("list", mark & 0x0f);
    if (mark < 0xc0) return this.#text(mark & 0x1f);
    if (mark >= 0xe0) return { kind: "int", value: mark - 0x100 };
    return this.#long(mark);
  }

  #long(mark: number): Head {
    switch (mark) {
      case 0xc0:
        return { kind: "nil" };
      case 0xc2:
      case 0xc3:
        return { kind: "bool", value: mark === 0xc3 };
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#binary(this.#uint(mark - 0xc4));
      case 0xca:
        return { kind: "float", value: this.#view.getFloat32(this.#advance(4)) };
      case 0xcb:
        return { kind: "float", value: this.#view.getFloat64(this.#advance(8)) };
      case 0xcc:
      case 0xcd:
      case 0xce:
        return { kind: "int", value: this.#uint(mark - 0xcc) };
      case 0xcf:
        return { kind: "int", value: readInt(this.#view.getBigUint64(this.#advance(8))) };
      case 0xd0:
        return { kind: "int", value: this.#view.getInt8(this.#advance(1)) };
      case 0xd1:
        return { kind: "int", value: this.#view.getInt16(this.#advance(2)) };
      case 0xd2:
        return { kind: "int", value: this.#view.getInt32(this.#advance(4)) };
      case 0xd3:
        return { kind: "int", value: readInt(this.#view.getBigInt64(this.#advance(8))) };
      case 0xd9:
      case 0xda:
      case 0xdb:
        return this.#text(this.#uint(mark - 0xd9));
      case 0xdc:
      case 0xdd:
        return this.#container("list", this.#uint(mark - 0xdb));
      case 0xde:
      case 0xdf:
        return this.#container("map", this.#uint(mark - 0xdd));
      default:
        throw malformed(`the mark 0x${mark.toString(16)} is of an extension, which values do not have`);
    }
  }

  #uint(power: number): number {
    if (power === 0) return this.#view.getUint8(this.#advance(1));
    return power === 1 ? this.#view.getUint16(this.#advance(2)) : this.#view.getUint32(this.#advance(4));
  }

  #text(length: number): Head {
    const at = this.#advance(length);
    return { kind: "text", value: utf8.decode(this.#bytes.subarray(at, at + length)) };
  }

  #binary(length: number): Head {
    const at = this.#advance(length);
    return { kind: "binary", value: this.#bytes.slice(at, at + length) };
  }

  // Every item takes a byte at least: a count that promises more would only eat memory.
  #container(kind: "list" | "map", size: number): Head {
    if (size > this.#bytes.length - this.#at) throw malformed("it ends too early");
    return { kind, size };
  }

  #advance(count: number): number {
    const at = this.#at;
    if (count > this.#bytes.length - at) throw malformed("it ends too early");
    this.#at += count;
    return at;
  }
}

const utf8 = new TextDecoder();

/** The one value that the bytes hold. Fails with `VALUE_BINARY_MALFORMED`. */
export function unpack(bytes: Uint8Array): unknown {
  const unpacker = new Unpacker(bytes);
  const value = unpacker.value();
  if (!unpacker.done) throw malformed("there is more behind its end");
  return value;
}

function malformed(why: string): Error {
  return failure("VALUE_BINARY_MALFORMED", { form: "msgpack", why });
}
