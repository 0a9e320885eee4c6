import { failure } from "../../errors/index.js";
import { DEEPEST, type FileValue, NumberList } from "./document.js";

/**
 * Reads JSON as xgboost writes it: `Infinity` and `NaN` are numbers, and literals without point and exponent are
 * integers, which are told apart. Throws `XGB_MODEL_UNREADABLE` with the place.
 */
export function readJson(bytes: Uint8Array): FileValue {
  const parser = new Parser(new TextDecoder().decode(bytes));
  return parser.whole();
}

const literals: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

const numberAt = /-?(?:Infinity|NaN|\d+(\.\d*)?([eE][+-]?\d+)?)/y;

class Parser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): FileValue {
    const value = this.#value();
    this.#blank();
    if (this.#at < this.#text.length) throw this.#stop("nothing more");
    return value;
  }

  #stop(expected: string): Error {
    const at = this.#at;
    const got = at >= this.#text.length ? "the end of the file" : JSON.stringify(this.#text.slice(at, at + 12));
    return failure("XGB_MODEL_UNREADABLE", { at, expected, got });
  }

  #blank(): void {
    while (" \n\r\t".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #take(char: string): boolean {
    this.#blank();
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #need(char: string): void {
    if (!this.#take(char)) throw this.#stop(JSON.stringify(char));
  }

  #value(): FileValue {
    this.#blank();
    const char = this.#text[this.#at];
    if (char === '"') return this.#string();
    if (char === "{") return this.#nested(() => this.#object());
    if (char === "[") return this.#nested(() => this.#list());
    for (const [word, value] of literals) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const number = this.#number();
    return new NumberList([number.value], number.isInteger ? "integers" : "floats");
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > DEEPEST) throw this.#stop(`nesting of at most ${DEEPEST} levels`);
    const value = read();
    this.#depth--;
    return value;
  }

  #number(): { readonly value: number; readonly isInteger: boolean } {
    numberAt.lastIndex = this.#at;
    const match = numberAt.exec(this.#text);
    if (match === null) throw this.#stop("a value");
    this.#at = numberAt.lastIndex;
    return { value: Number(match[0]), isInteger: /^-?\d+$/.test(match[0]) };
  }

  #object(): FileValue {
    const object = new Map<string, FileValue>();
    this.#need("{");
    if (this.#take("}")) return object;
    do {
      this.#blank();
      const key = this.#string();
      this.#need(":");
      object.set(key, this.#value());
    } while (this.#take(","));
    this.#need("}");
    return object;
  }

  #list(): FileValue {
    this.#need("[");
    if (this.#take("]")) return [];
    this.#blank();
    if (/[-\dIN]/.test(this.#text[this.#at] ?? "")) return this.#numbers();
    const list: FileValue[] = [];
    do list.push(this.#value());
    while (this.#take(","));
    this.#need("]");
    return list;
  }

  #numbers(): NumberList {
    const values: number[] = [];
    let integers = 0;
    do {
      this.#blank();
      const { value, isInteger } = this.#number();
      values.push(value);
      if (isInteger) integers++;
    } while (this.#take(","));
    this.#need("]");
    return new NumberList(values, integers === 0 ? "floats" : integers === values.length ? "integers" : "mixed");
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') throw this.#stop('"');
    const start = this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"')
      this.#at += this.#text[this.#at] === "\\" ? 2 : 1;
    if (this.#at >= this.#text.length) throw this.#stop("the end of a text");
    const raw = this.#text.slice(start, ++this.#at);
    try {
      return JSON.parse(raw.replace(/[\n\r\t]/g, (char) => JSON.stringify(char).slice(1, -1))) as string;
    } catch {
      this.#at = start;
      throw this.#stop("a text");
    }
  }
}
