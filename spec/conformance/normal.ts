import type { Json } from "../../lib/types/index.js";

const rfc3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const goTime = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [+-]\d{4} [A-Z]+(?: m=[+-][\d.]+)?/g;
const protoSeconds = /seconds:(\d{9,11})(?: nanos:\d+)?/g;
const runName = /(?<![A-Za-z0-9])a[bcdfghjklmnpqrstvwxz2456789]{19}(?![A-Za-z0-9])/g;
const fileName = /(?<![A-Za-z0-9])(?=[0-9]*[a-z])[bcdfghjklmnpqrstvwxz2456789]{20}(?![A-Za-z0-9])/g;
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const loopback = /(?:127\.0\.0\.1|localhost|\[::1\]):\d+/g;
const signed = /^https?:\/\/.*\?.*(?:ignature=|x-amz-|expires)/i;
const near = 3 * 24 * 3600 * 1000;

/** Puts placeholders where answers differ from run to run, as the recording has them; names are numbered as they come. */
export class Normal {
  readonly #names = new Map<string, string>();
  readonly #bucket: string;
  #seconds = 5;

  constructor(bucket: string) {
    this.#bucket = bucket;
  }

  /**
   * A request of the recording with what its placeholders stand for here. Moments near the time of recording become such
   * of today, later with each request.
   */
  actual(value: Json): Json {
    this.#seconds += 1;
    const moment = `${new Date(Date.now() + this.#seconds * 1000).toISOString().slice(0, 19)}Z`;
    return mapTexts(value, (text) => {
      const known = [...this.#names].find(([, placeholder]) => placeholder === text);
      if (known !== undefined) return known[0];
      return text.replaceAll("<bucket>", this.#bucket).replaceAll("<time>", moment);
    });
  }

  /** An answer from here as the recording would show it. */
  recorded(value: Json): Json {
    return mapTexts(value, (text) => this.#text(text));
  }

  /** A text of an error: besides, runs of spaces, row numbers and the order of unreachable nodes do not count. */
  message(text: string): string {
    return this.#text(text)
      .replace(/(unreachable nodes \[)([^\]]*)(\])/, (_, a, ids, b) => a + ids.split(",").sort().join(",") + b)
      .replace(/(for node execution )\d+\b/, "$1<row>")
      .replace(/[ \t\u00a0]+/g, " ");
  }

  #text(text: string): string {
    return signed.test(text) ? this.#signedUrl(new URL(text)) : this.#plain(text);
  }

  #plain(text: string): string {
    return text
      .replaceAll(this.#bucket, "<bucket>")
      .replace(rfc3339, (found) => (isNear(Date.parse(found)) ? "<time>" : found))
      .replace(goTime, "<time>")
      .replace(protoSeconds, (found, seconds) => (isNear(seconds * 1000) ? "seconds:<time>" : found))
      .replace(uuid, "<uuid>")
      .replace(runName, (found) => this.#numbered("exec", found))
      .replace(fileName, (found) => this.#numbered("random", found))
      .replace(loopback, "<host>");
  }

  #signedUrl({ pathname, searchParams }: URL): string {
    const folder = this.#bucket.startsWith("/") ? this.#bucket : "";
    const path = this.#plain(decodeURIComponent(pathname).slice(`/data${folder}/`.length));
    const keys = [...new Set([...searchParams.keys()].map((key) => key.toLowerCase()))].sort();
    return `<signed-url ${path}${keys.length === 0 ? "" : `?${keys.join(",")}`}>`;
  }

  #numbered(kind: string, name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const count = [...this.#names.values()].filter((placeholder) => placeholder.startsWith(`<${kind}-`)).length;
    this.#names.set(name, `<${kind}-${count + 1}>`);
    return this.#names.get(name)!;
  }
}

function isNear(milliseconds: number): boolean {
  return Math.abs(Date.now() - milliseconds) < near;
}

function mapTexts(value: Json, change: (text: string) => string): Json {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [change(key), mapTexts(item, change)]));
}
