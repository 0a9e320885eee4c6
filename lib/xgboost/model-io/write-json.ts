import { shortest } from "../number-text.js";
import { type Document, LooseFloats } from "./document.js";

/** The bytes of a document as xgboost's JSON writer makes them. */
export function writeJson(document: Document): Uint8Array {
  const parts: string[] = [];
  write(document, parts);
  return new TextEncoder().encode(parts.join(""));
}

function write(value: Document, parts: string[]): void {
  if (typeof value === "string") parts.push(quote(value));
  else if (typeof value === "number") parts.push(String(value));
  else if (value instanceof Float32Array) parts.push(`[${Array.from(value, shortest).join(",")}]`);
  else if (value instanceof LooseFloats) parts.push(`[${value.values.map(shortest).join(",")}]`);
  else if (ArrayBuffer.isView(value)) parts.push(`[${value.join(",")}]`);
  else if (Array.isArray(value)) writeList(value, parts);
  else writeObject(value as { readonly [key: string]: Document }, parts);
}

function writeList(list: readonly Document[], parts: string[]): void {
  parts.push("[");
  list.forEach((item, i) => {
    if (i > 0) parts.push(",");
    write(item, parts);
  });
  parts.push("]");
}

function writeObject(object: { readonly [key: string]: Document }, parts: string[]): void {
  parts.push("{");
  sortedKeys(object).forEach((key, i) => {
    parts.push(`${i > 0 ? "," : ""}${quote(key)}:`);
    write(object[key]!, parts);
  });
  parts.push("}");
}

/** Keys in the order of `std::map`: by bytes. */
export function sortedKeys(object: object): string[] {
  return Object.keys(object).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

const escapes: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  '"': '\\"',
  "\\": "\\\\",
};

function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.charCodeAt(0);
    out += escapes[char] ?? (code < 0x20 ? `\\u${code.toString(16).padStart(4, "0")}` : char);
  }
  return `${out}"`;
}
