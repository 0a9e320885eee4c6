import type { ResolveHook } from "node:module";

/** Node's `resolve` hook by which every TypeScript file is an ES module. @internal */
export const resolve: ResolveHook = async (specifier, context, next) => {
  const resolved = await next(specifier, context);
  return /\.ts(\?|$)/.test(resolved.url) && resolved.format !== "module" ? { ...resolved, format: "module" } : resolved;
};
