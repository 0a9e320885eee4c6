import { createRequire } from "node:module";

/**
 * An ES module as esbuild makes it smallest; names that it does not declare are replaced where `outer` has them. Throws for
 * what is no module. Starts a compiler, the one that comes with tsx.
 */
export function minify(text: string, outer: Readonly<Record<string, string>>): string {
  const tsx = createRequire(createRequire(import.meta.url).resolve("tsx"));
  const { transformSync } = tsx("esbuild") as typeof import("esbuild");
  const how = { minify: true, target: "esnext", format: "esm", legalComments: "none", logLevel: "silent" } as const;
  return transformSync(text, { ...how, define: outer }).code;
}
