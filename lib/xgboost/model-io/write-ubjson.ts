import { type Document, LooseFloats } from "./document.js";
import { sortedKeys } from "./write-json.js";

/** The bytes of a document as xgboost's UBJSON writer makes them. */
export function writeUbjson(document: Document): Uint8Array {
  const out = new Bytes();
  write(document, out);
  return out.done();
}

function write(value: Document, out: Bytes): void {
  if (typeof value === "string") {
    out.mark("S");
    out.text(value);
  } else if (typeof value === "number") writeInteger(value, out);
  else if (value instanceof LooseFloats) writeLoose(value.values, out);
  else if (ArrayBuffer.isView(value)) writeTyped(value as TypedDocument, out);
  else if (Array.isArray(value)) {
    out.mark("[#L");
    out.int64(value.length);
    for (const item of value) write(item, out);
  } else {
    const object = value as { readonly [key: string]: Document };
    out.mark("{");
    for (const key of sortedKeys(object)) {
      out.text(key);
      write(object[key]!, out);
    }
    out.mark("}");
  }
}

function writeLoose(values: readonly number[], out: Bytes): void {
  out.mark("[#L");
  out.int64(values.length);
  for (const value of values) {
    out.mark("d");
    out.room(4).setFloat32(0, value);
  }
}

type TypedDocument = Float32Array | Int32Array | Uint8Array | BigInt64Array;

function writeTyped(value: TypedDocument, out: Bytes): void {
  const type =
    value instanceof Float32Array ? "d" : value instanceof Int32Array ? "l" : value instanceof Uint8Array ? "U" : "L";
  out.mark(`[$${type}#L`);
  out.int64(value.length);
  const view = out.room(value.byteLength);
  if (value instanceof Float32Array) {
    // By their bits, since a NaN keeps its sign only so.
    const bits = new Uint32Array(value.buffer, value.byteOffset, value.length);
    for (let i = 0; i < bits.length; i++) view.setUint32(4 * i, bits[i]!);
  } else if (value instanceof Int32Array) for (let i = 0; i < value.length; i++) view.setInt32(4 * i, value[i]!);
  else if (value instanceof Uint8Array) for (let i = 0; i < value.length; i++) view.setUint8(i, value[i]!);
  else for (let i = 0; i < value.length; i++) view.setBigInt64(8 * i, value[i]!);
}

// The bounds are strict: 127 takes two bytes already.
function writeInteger(value: number, out: Bytes): void {
  const fits = (bits: number) => value > -(2 ** (bits - 1)) && value < 2 ** (bits - 1) - 1;
  if (fits(8)) {
    out.mark("i");
    out.room(1).setInt8(0, value);
  } else if (fits(16)) {
    out.mark("I");
    out.room(2).setInt16(0, value);
  } else if (fits(32)) {
    out.mark("l");
    out.room(4).setInt32(0, value);
  } else {
    out.mark("L");
    out.int64(value);
  }
}

/** Bytes that grow at the end; numbers are big-endian. */
class Bytes {
  #buffer = new Uint8Array(1 << 16);
  #length = 0;

  /** The next bytes, to be filled. */
  room(size: number): DataView {
    const end = this.#length + size;
    if (end > this.#buffer.length) {
      const more = new Uint8Array(Math.max(end, 2 * this.#buffer.length));
      more.set(this.#buffer);
      this.#buffer = more;
    }
    const view = new DataView(this.#buffer.buffer, this.#length, size);
    this.#length = end;
    return view;
  }

  mark(ascii: string): void {
    const view = this.room(ascii.length);
    for (let i = 0; i < ascii.length; i++) view.setUint8(i, ascii.charCodeAt(i));
  }

  int64(value: number): void {
    this.room(8).setBigInt64(0, BigInt(value));
  }

  /** Length and bytes of a text. */
  text(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.mark("L");
    this.int64(encoded.length);
    this.room(encoded.length);
    this.#buffer.set(encoded, this.#length - encoded.length);
  }

  done(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }
}
