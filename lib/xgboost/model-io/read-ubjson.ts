import { failure } from "../../errors/index.js";
import { DEEPEST, type FileValue, NumberList } from "./document.js";

/** Reads the UBJSON that xgboost writes; throws `XGB_MODEL_UNREADABLE` with the place. */
export function readUbjson(bytes: Uint8Array): FileValue {
  const reader = new Reader(bytes);
  return reader.whole();
}

const sizes: Readonly<Record<string, number>> = { i: 1, U: 1, I: 2, l: 4, L: 8, d: 4, D: 8 };

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  whole(): FileValue {
    const value = this.#value();
    if (this.#at < this.#bytes.length) throw this.#stop("nothing more");
    return value;
  }

  #stop(expected: string): Error {
    const byte = this.#bytes[this.#at];
    const got = byte === undefined ? "the end of the file" : `byte 0x${byte.toString(16)}`;
    return failure("XGB_MODEL_UNREADABLE", { at: this.#at, expected, got });
  }

  #mark(): string {
    return String.fromCharCode(this.#bytes[this.#at] ?? 0);
  }

  #take(char: string): boolean {
    if (this.#mark() !== char) return false;
    this.#at++;
    return true;
  }

  #need(char: string): void {
    if (!this.#take(char)) throw this.#stop(`the marker ${char}`);
  }

  #claim(size: number): number {
    const at = this.#at;
    if (size > this.#bytes.length - at) throw this.#stop(`${size} bytes more`);
    this.#at += size;
    return at;
  }

  /** A length or a count: never negative, and never more than the bytes that follow. */
  #count(): number {
    this.#need("L");
    const at = this.#claim(8);
    const count = Number(this.#view.getBigInt64(at));
    if (count < 0 || count > this.#bytes.length - this.#at) {
      this.#at = at;
      throw this.#stop("a count that fits the file");
    }
    return count;
  }

  #text(): string {
    const length = this.#count();
    const at = this.#claim(length);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + length));
  }

  #value(): FileValue {
    const mark = this.#mark();
    if (mark in sizes && this.#at < this.#bytes.length) return this.#numbers(mark, 1, 1);
    this.#at++;
    switch (mark) {
      case "S":
        return this.#text();
      case "T":
        return true;
      case "F":
        return false;
      case "Z":
        return null;
      case "{":
        return this.#nested(() => this.#object());
      case "[":
        return this.#nested(() => this.#list());
      default:
        this.#at--;
        throw this.#stop("a value");
    }
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw this.#stop(`nesting of at most ${DEEPEST} levels`);
    const value = read();
    this.#depth--;
    return value;
  }

  #object(): FileValue {
    const object = new Map<string, FileValue>();
    while (!this.#take("}")) {
      const key = this.#text();
      object.set(key, this.#value());
    }
    return object;
  }

  #list(): FileValue {
    if (this.#take("$")) {
      const type = this.#mark();
      if (!(type in sizes)) throw this.#stop("a type of numbers");
      this.#at++;
      this.#need("#");
      return this.#numbers(type, this.#count(), 0);
    }
    const list: FileValue[] = [];
    if (this.#take("#")) {
      const count = this.#count();
      for (let i = 0; i < count; i++) list.push(this.#value());
    } else while (!this.#take("]")) list.push(this.#value());
    return joined(list);
  }

  #numbers(type: string, count: number, skip: number): NumberList {
    this.#claim(skip);
    const size = sizes[type]!;
    const at = this.#claim(size * count);
    const view = this.#view;
    const read: Readonly<Record<string, (place: number) => number>> = {
      i: (place) => view.getInt8(place),
      U: (place) => view.getUint8(place),
      I: (place) => view.getInt16(place),
      l: (place) => view.getInt32(place),
      L: (place) => Number(view.getBigInt64(place)),
      d: (place) => view.getFloat32(place),
      D: (place) => view.getFloat64(place),
    };
    const one = read[type]!;
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = one(at + size * i);
    return new NumberList(values, type === "d" || type === "D" ? "floats" : "integers");
  }
}

// A list of numbers that carry their own types reads like any other list of numbers.
function joined(list: readonly FileValue[]): FileValue {
  if (list.length === 0 || !list.every((item) => item instanceof NumberList)) return list;
  const lists = list as readonly NumberList[];
  const [first] = lists;
  const isUniform = lists.every(({ kind }) => kind === first!.kind);
  return new NumberList(
    lists.map(({ values }) => values[0]!),
    isUniform ? first!.kind : "mixed",
  );
}
