import { createRequire } from "node:module";
import type { TransformOptions } from "esbuild";
import { isShortName, plainNames } from "./plain-names.js";
import { afterCall, innerOf } from "./scan.js";

/**
 * Code in a form that is the same however it was formatted, commented, built and minified: tsc, tsx, esbuild and swc write
 * the same class in different ways. Only asked for where texts differ, since it starts a compiler.
 */
export function plainCode(texts: readonly string[]): string {
  try {
    const { transformSync } = esbuild();
    return texts.map((text) => bare(plainNames(transformSync(...compiling(text)).code))).join(" ");
  } catch {
    // What cannot be compiled is compared as it stands.
    return texts.join("\n");
  }
}

function compiling(text: string): [string, TransformOptions] {
  const plain = withoutNames(text);
  const short = new Set((plain.match(/[\w$]+/g) ?? []).filter(isShortName));
  // Replaces names that nothing here declares.
  const define = Object.fromEntries([...short].map((name) => [name, `outer_${name}`]));
  const how = { minify: true, target: "esnext", format: "esm", legalComments: "none", logLevel: "silent" } as const;
  return [`export default (${plain})`, { ...how, define }];
}

// Without what exports it.
function bare(code: string): string {
  return code.replace(/^var \w+=/, "").replace(/;?export(?:\{\w+ as default\}| default \w+);\s*$/, "");
}

type Esbuild = Pick<typeof import("esbuild"), "transformSync">;

// It comes with tsx, which is how TypeScript is loaded here.
function esbuild(): Esbuild {
  const tsx = createRequire(createRequire(import.meta.url).resolve("tsx/package.json"));
  return tsx("esbuild") as Esbuild;
}

// What keeps the names of functions where a compiler gives them others: `__name(f, "f")`.
function withoutNames(text: string): string {
  let plain = text.replace(/static\s*\{\s*__name\(this,\s*"[^"]*"\);?\s*\}/g, "");
  for (let at = plain.indexOf("__name("); at >= 0; at = plain.indexOf("__name(", at)) {
    const end = afterCall(plain, at + "__name".length);
    if (end === undefined) return plain;
    plain = plain.slice(0, at) + innerOf(plain.slice(at + "__name(".length, end - 1)) + plain.slice(end);
  }
  return plain;
}
