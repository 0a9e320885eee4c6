import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { FlytepathError, failure } from "../../lib/errors/index.js";

import { whileLoading } from "./loading.js";

/**
 * Imports a user's file and gives its exports; TypeScript is accepted as it is. Fails with `COMMAND_FILE_UNREADABLE`,
 * or with `COMMAND_FILE_FAILED` whose cause is what the file threw.
 */
export async function loadFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  if (!existsSync(path)) throw failure("COMMAND_FILE_UNREADABLE", { file, why: "there is no such file" });
  const isTypeScript = /\.[cm]?tsx?$/.test(path);
  const onLoaded = isTypeScript ? await (await import("./typescript.js")).acceptTypeScript(path) : undefined;
  try {
    // A module is an object of its exports.
    const exported = (await whileLoading(() => import(pathToFileURL(path).href))) as Record<string, unknown>;
    onLoaded?.();
    return exported;
  } catch (error) {
    if (FlytepathError.is(error)) throw error;
    throw failure("COMMAND_FILE_FAILED", { file, why: whyOf(error) }, { cause: error });
  }
}

function whyOf(error: unknown): string {
  return error instanceof Error ? error.message.split("\n", 1)[0]! : String(error);
}
