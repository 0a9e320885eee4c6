import type { Json } from "../../lib/types/index.js";

const rfc3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const runName = /(?<![A-Za-z0-9])a[bcdfghjklmnpqrstvwxz2456789]{19}(?![A-Za-z0-9])/g;
const fileName = /(?<![A-Za-z0-9])(?=[0-9]*[a-z])[bcdfghjklmnpqrstvwxz2456789]{20}(?![A-Za-z0-9])/g;
const near = 3 * 24 * 3600 * 1000;

/** Puts placeholders where answers differ from run to run, as the recording has them; names are numbered as they come. */
export class Normal {
  readonly #names = new Map<string, string>();
  readonly #bucket: string;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /** A request of the recording with what its placeholders stand for here. */
  actual(value: Json): Json {
    return mapTexts(value, (text) => {
      const known = [...this.#names].find(([, placeholder]) => placeholder === text);
      return known === undefined ? text.replaceAll("<bucket>", this.#bucket) : known[0];
    });
  }

  /** An answer from here as the recording would show it. */
  recorded(value: Json): Json {
    return mapTexts(value, (text) => this.#text(text));
  }

  /** A text of an error: besides, runs of spaces and row numbers do not count. */
  message(text: string): string {
    return this.#text(text)
      .replace(/(unreachable nodes \[)([^\]]*)(\])/, (_, a, ids, b) => a + ids.split(",").sort().join(",") + b)
      .replace(/(for node execution )\d+\b/, "$1<row>")
      .replace(/[ \t]+/g, " ");
  }

  #text(text: string): string {
    if (/^https?:.*[?&]signature=/.test(text)) return signedUrl(this.#names, text);
    return text
      .replaceAll(this.#bucket, "<bucket>")
      .replace(rfc3339, (found) => (Math.abs(Date.now() - Date.parse(found)) < near ? "<time>" : found))
      .replace(/seconds:(\d{9,11})(?: nanos:\d+)?/g, (found, seconds) =>
        Math.abs(Date.now() - seconds * 1000) < near ? "seconds:<time>" : found,
      )
      .replace(runName, (found) => numbered(this.#names, "exec", found))
      .replace(fileName, (found) => numbered(this.#names, "random", found));
  }
}

/** An answer of the recording without what only its own storage has: the parameters of signed urls, a wrong length. */
export function withoutStorage(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutStorage);
  if (typeof value === "string") return value.replace(/^(<signed-url [^?]*)\?.*>$/, "$1>");
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== "Content-Length");
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutStorage(item)]));
}

function signedUrl(names: Map<string, string>, url: string): string {
  const path = decodeURIComponent(new URL(url).pathname).replace(/^\/data\//, "");
  return `<signed-url ${path.replace(fileName, (found) => numbered(names, "random", found))}>`;
}

function numbered(names: Map<string, string>, kind: string, name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const count = [...names.values()].filter((placeholder) => placeholder.startsWith(`<${kind}-`)).length;
  names.set(name, `<${kind}-${count + 1}>`);
  return names.get(name)!;
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]));
}
