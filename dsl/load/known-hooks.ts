import type { LoadHook, ResolveHook } from "node:module";

import type { KnownGraph } from "./known-graph.js";

/** What the hooks of known files are given. @internal */
export interface Known {
  readonly graph: KnownGraph;
  /** A module that stands for class-validator's entry. */
  readonly facade?: string | undefined;
}

let known: Known;

/** Takes what is known of the user's files. @internal */
export function initialize(data: Known): void {
  known = data;
}

/** Node's `resolve` hook that leads the relative imports of known files where tsx led them. @internal */
export const resolve: ResolveHook = (specifier, context, next) => {
  const { files } = known.graph;
  const url = specifier in files ? specifier : files[context.parentURL ?? ""]?.imports[specifier];
  return url === undefined ? next(specifier, context) : { url, format: "module", shortCircuit: true };
};

/** Node's `load` hook that gives known files as tsx gave them. @internal */
export const load: LoadHook = (url, context, next) => {
  const source = url === known.graph.classValidator ? known.facade : known.graph.files[url]?.code;
  return source === undefined ? next(url, context) : { format: "module", source, shortCircuit: true };
};
