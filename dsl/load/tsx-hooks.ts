import { readFileSync } from "node:fs";
import type { LoadHook, ResolveHook } from "node:module";
import { fileURLToPath } from "node:url";
import type { MessagePort } from "node:worker_threads";

import { digestOf } from "./private-cache.js";

/** What tsx made of an import or of a file. @internal */
export type Seen =
  | { readonly kind: "import"; readonly from?: string | undefined; readonly specifier: string; readonly url: string }
  | {
      readonly kind: "file";
      readonly url: string;
      readonly format: string;
      readonly digest?: string;
      readonly code?: string;
    };

let port: MessagePort | undefined;

/** Takes the line on which is told what tsx did. @internal */
export function initialize(data: { readonly port: MessagePort }): void {
  port = data.port;
  port.unref();
}

/** Node's `resolve` hook by which every TypeScript file is an ES module. @internal */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  tell({ kind: "import", from: context.parentURL, specifier, url: resolved.url });
  return /\.ts(\?|$)/.test(resolved.url) && resolved.format !== "module" ? { ...resolved, format: "module" } : resolved;
};

/** Node's `load` hook that tells what tsx makes of a file. @internal */
export const load: LoadHook = async (url, context, next) => {
  const isTypeScript = /^file:.*\.m?ts$/.test(url);
  const digest = isTypeScript ? digestOf(readFileSync(fileURLToPath(url), "utf8")) : undefined;
  const loaded = await next(url, context);
  const format = loaded.format ?? "unknown";
  if (digest === undefined || loaded.source === undefined) tell({ kind: "file", url, format });
  else tell({ kind: "file", url, format, digest, code: textOf(loaded.source) });
  return loaded;
};

function textOf(source: string | ArrayBuffer | NodeJS.TypedArray): string {
  return typeof source === "string" ? source : new TextDecoder().decode(source);
}

function tell(seen: Seen): void {
  port?.postMessage(seen);
}
