import { failure } from "../../errors/index.js";
import { type FileValue, NumberList } from "./document.js";

/** One object of a file, read field by field; every complaint names the path of the field. */
export class FileObject {
  readonly #fields: ReadonlyMap<string, FileValue>;
  readonly #path: string;

  constructor(value: FileValue | undefined, path: string) {
    this.#path = path;
    if (!(value instanceof Map)) throw this.broken(undefined, "an object", value);
    this.#fields = value as ReadonlyMap<string, FileValue>;
  }

  /** The error for a field: what was expected there. */
  broken(key: string | undefined, expected: string, got?: unknown): Error {
    const place = key === undefined ? this.#path : this.#path === "" ? key : `${this.#path}.${key}`;
    return failure("XGB_MODEL_BROKEN", { place, expected, got: described(got) });
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  #field(key: string, expected: string): FileValue {
    const value = this.#fields.get(key);
    if (value === undefined) throw this.broken(key, expected, undefined);
    return value;
  }

  /** A field as it is. */
  value(key: string): FileValue {
    return this.#field(key, "a value");
  }

  object(key: string): FileObject {
    return new FileObject(this.#field(key, "an object"), this.#path === "" ? key : `${this.#path}.${key}`);
  }

  /** Texts by key, where all fields are texts. */
  entries(): ReadonlyMap<string, string> {
    return new Map([...this.#fields.keys()].map((key) => [key, this.text(key)]));
  }

  /** Fields that are objects themselves. */
  objects(): readonly FileObject[] {
    return [...this.#fields].filter(([, value]) => value instanceof Map).map(([key]) => this.object(key));
  }

  text(key: string): string {
    const value = this.#field(key, "a text");
    if (typeof value !== "string") throw this.broken(key, "a text", value);
    return value;
  }

  texts(key: string): readonly string[] {
    if (!this.has(key)) return [];
    const value = this.#field(key, "a list of texts");
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
      throw this.broken(key, "a list of texts", value);
    return value as readonly string[];
  }

  /** A whole number that is written as text. */
  countText(key: string, range: { readonly min: number; readonly max: number }): number {
    const text = this.text(key);
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= range.min && value <= range.max))
      throw this.broken(key, `a whole number from ${range.min} to ${range.max}, as text`, text);
    return value;
  }

  list(key: string): readonly FileValue[] {
    const value = this.#field(key, "a list");
    if (!Array.isArray(value)) throw this.broken(key, "a list", value);
    return value as readonly FileValue[];
  }

  /** Floats; of any length when none is stated. */
  floats(key: string, length?: number): Float32Array {
    const value = this.#numbers(key, length);
    if (value.kind !== "floats" && value.values.length > 0)
      throw this.broken(key, "floats, with point or exponent", value);
    return Float32Array.from(value.values);
  }

  /** Whole numbers; of any length when none is stated. */
  integers(key: string, length?: number): Int32Array {
    const value = this.#numbers(key, length);
    if (value.kind !== "integers" && value.values.length > 0) throw this.broken(key, "whole numbers", value);
    return Int32Array.from(value.values);
  }

  /** Zeros and ones, or truth values. */
  flags(key: string, length: number): Uint8Array {
    const value = this.#field(key, "a list");
    if (Array.isArray(value) && value.length === length && value.every((item) => typeof item === "boolean"))
      return Uint8Array.from(value as boolean[], Number);
    return Uint8Array.from(this.integers(key, length));
  }

  #numbers(key: string, length?: number): NumberList {
    const expected = length === undefined ? "a list of numbers" : `a list of ${length} numbers`;
    const value = this.#field(key, expected);
    const list = Array.isArray(value) && value.length === 0 ? new NumberList([], "integers") : value;
    if (!(list instanceof NumberList) || (length !== undefined && list.values.length !== length))
      throw this.broken(key, expected, value);
    return list;
  }
}

function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof NumberList) return `${value.values.length} ${value.kind === "mixed" ? "numbers" : value.kind}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Map) return "an object";
  return JSON.stringify(value);
}
