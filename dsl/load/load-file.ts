import { statSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { FlytepathError, failure, firstLine, placeOfError, type SourceLocation } from "../../lib/errors/index.js";

import { whileLoading } from "./loading.js";

/**
 * Imports a user's file and gives its exports; TypeScript is accepted as it is. Fails with `COMMAND_FILE_UNREADABLE`,
 * or with `COMMAND_FILE_FAILED` whose cause is what the file threw.
 */
export async function loadFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw failure("COMMAND_FILE_UNREADABLE", { file, why: "there is no such file" });
  if (!found.isFile()) throw failure("COMMAND_FILE_UNREADABLE", { file: file || ".", why: "it is no file" });
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  const onLoaded = isTypeScript ? await (await import("./typescript.js")).acceptTypeScript(path) : undefined;
  const stalled = whenStalled(file);
  try {
    const imported = whileLoading(() => import(pathToFileURL(path).href));
    // A module is an object of its exports.
    const exported = (await Promise.race([imported, stalled.failed])) as Record<string, unknown>;
    onLoaded?.();
    return exported;
  } catch (error) {
    if (FlytepathError.is(error)) throw error;
    const { why, at } = readFailure(error);
    throw failure("COMMAND_FILE_FAILED", { file, why }, { cause: error, ...(at === undefined ? {} : { at }) });
  } finally {
    stalled.forget();
  }
}

// Node ends quietly when a file awaits what nothing is left to bring about.
function whenStalled(file: string): { readonly failed: Promise<never>; forget(): void } {
  let stall = (): void => {};
  const failed = new Promise<never>((_, reject) => {
    const why = "it awaits something that can never happen";
    stall = () => reject(failure("COMMAND_FILE_FAILED", { file, why }));
  });
  process.once("beforeExit", stall);
  return { failed, forget: () => process.off("beforeExit", stall) };
}

// A reader's own words hold the place, and nothing of it survives as data: `/a/pipeline.ts:1:13: ERROR: Expected …`.
function readFailure(error: unknown): { readonly why: string; readonly at?: SourceLocation | undefined } {
  if (!(error instanceof Error)) return { why: String(error) };
  const [, file, line, column, text] = /^(\S.*?):(\d+):(\d+): ERROR: (.*)$/m.exec(error.message) ?? [];
  if (file === undefined) return { why: firstLine(error.message), at: placeOfError(error) };
  // Columns are counted from 0 there.
  return { why: text!, at: { file: resolve(file), line: Number(line), column: Number(column) + 1 } };
}
