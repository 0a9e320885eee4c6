/** A JSON value as it was written, with the place where it begins. */
export type JsonNode =
  | { readonly kind: "object"; readonly at: number; readonly members: readonly Member[] }
  | { readonly kind: "array"; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly kind: "string"; readonly at: number; readonly value: string }
  /** The digits as they stand, since integers of 64 bits do not fit a number. */
  | { readonly kind: "number"; readonly at: number; readonly text: string }
  | { readonly kind: "boolean"; readonly at: number; readonly value: boolean }
  | { readonly kind: "null"; readonly at: number };

/** A member of an object; a name may occur twice. */
export interface Member {
  readonly name: string;
  readonly at: number;
  readonly value: JsonNode;
}

/** What is wrong with a text, in the words of Go's reader of JSON. */
export class JsonError extends Error {}

const deepest = 1000;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const plain = /[^"\\\p{Cc}]+/uy;
const white = /[ \t\r\n]*/y;
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/**
 * The first value of a text; what follows it is not looked at, as in Go. Undefined where there is none. Fails with a
 * `JsonError`.
 */
export function readJson(text: string): JsonNode | undefined {
  const reader = new Reader(text);
  return reader.skip() ? reader.value(0) : undefined;
}

class Reader {
  #at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** Passes over white space; whether anything is left. */
  skip(): boolean {
    this.#match(white);
    return this.#at < this.#text.length;
  }

  value(depth: number): JsonNode {
    if (depth > deepest) throw new JsonError("exceeded max depth");
    this.skip();
    const at = this.#at;
    const first = this.#text[at];
    if (first === "{") return { kind: "object", at, members: this.#members(depth) };
    if (first === "[") return { kind: "array", at, items: this.#items(depth) };
    if (first === '"') return { kind: "string", at, value: this.#string() };
    if (this.#word("true")) return { kind: "boolean", at, value: true };
    if (this.#word("false")) return { kind: "boolean", at, value: false };
    if (this.#word("null")) return { kind: "null", at };
    const digits = this.#match(number);
    if (digits !== "") return { kind: "number", at, text: digits };
    throw this.#unexpected("looking for beginning of value");
  }

  #members(depth: number): readonly Member[] {
    const members: Member[] = [];
    this.#at += 1;
    if (this.#next("}")) return members;
    for (;;) {
      this.skip();
      const at = this.#at;
      if (this.#text[at] !== '"') throw this.#unexpected("looking for beginning of object key string");
      const name = this.#string();
      if (!this.#next(":")) throw this.#unexpected("after object key");
      members.push({ name, at, value: this.value(depth + 1) });
      if (this.#next("}")) return members;
      if (!this.#next(",")) throw this.#unexpected("after object key:value pair");
    }
  }

  #items(depth: number): readonly JsonNode[] {
    const items: JsonNode[] = [];
    this.#at += 1;
    if (this.#next("]")) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.#next("]")) return items;
      if (!this.#next(",")) throw this.#unexpected("after array element");
    }
  }

  #string(): string {
    let value = "";
    this.#at += 1;
    for (;;) {
      value += this.#match(plain);
      const next = this.#text[this.#at];
      if (next === '"') {
        this.#at += 1;
        return value;
      }
      // U+007F and the C1 controls may stand in a text as they are.
      if (next !== undefined && next !== "\\" && next >= "\u007f") value += next;
      else if (next === "\\") value += this.#escape();
      else throw this.#unexpected("in string literal");
      if (next !== "\\") this.#at += 1;
    }
  }

  #escape(): string {
    const kind = this.#text[this.#at + 1];
    const known = escapes[kind ?? ""];
    const code = /^u([0-9a-fA-F]{4})/.exec(this.#text.slice(this.#at + 1, this.#at + 6));
    this.#at += code === null ? 1 : 6;
    if (code !== null) return String.fromCharCode(Number.parseInt(code[1]!, 16));
    if (known === undefined) throw this.#unexpected("in string escape code");
    this.#at += 1;
    return known;
  }

  #next(sign: string): boolean {
    this.skip();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #unexpected(where: string): JsonError {
    const letter = this.#text[this.#at];
    if (letter === undefined) return new JsonError("unexpected EOF");
    // Go reads bytes, and names the first of a letter that has many.
    const found = letter < "\u0080" ? letter : String.fromCharCode(Buffer.from(this.#text.slice(this.#at))[0]!);
    const shown = found === "'" ? String.raw`'\''` : `'${JSON.stringify(found).slice(1, -1).replace(/^\\"$/, '"')}'`;
    return new JsonError(`invalid character ${shown} ${where}`);
  }
}
