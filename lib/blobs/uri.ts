import { failure } from "../errors/index.js";

/** Adds parts to a prefix; a part may hold several names divided by `/`. Fails with `BLOB_NAME_REFUSED`. */
export function joined(prefix: string, parts: readonly string[], write: (name: string) => string = same): string {
  const names = parts.flatMap((part) => part.split("/"));
  const odd = names.find((name) => name === "" || name === "." || name === ".." || /[\\\0]/.test(name));
  if (odd !== undefined) throw failure("BLOB_NAME_REFUSED", { name: parts.join("/") });
  const start = prefix.endsWith("/") ? prefix : `${prefix}/`;
  return `${start}${names.map(write).join("/")}`;
}

/** Whether a uri lies below a prefix, which is taken as a folder: `a/b` is below `a`, `ab` is not. */
export function under(prefix: string, uri: string): boolean {
  return uri.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);
}

function same(name: string): string {
  return name;
}
