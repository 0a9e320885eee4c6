import { createRequire } from "node:module";
import type { Database as Connection } from "libsql";
import { translate } from "./translate.js";

type Constructor = new (path: string, options: { readonly timeout: number }) => Connection;

/** Opens a file through libsql, which is loaded with the first one: runs in memory do not pay for it. */
export function load(file: string, timeout: number): Connection {
  // The package exports its class, which its types do not say in this form.
  const Libsql = createRequire(import.meta.url)("libsql") as Constructor;
  try {
    return new Libsql(file, { timeout });
  } catch (error) {
    throw translate(file, error);
  }
}
