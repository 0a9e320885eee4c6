import { minify } from "../../../load/index.js";
import { isShortName, plainNames } from "./plain-names.js";
import { afterCall, innerOf } from "./scan.js";

/**
 * Code in a form that is the same however it was formatted, commented, built and minified: tsc, tsx, esbuild and swc write
 * the same class in different ways. Only asked for where texts differ, since it starts a compiler.
 */
export function plainCode(texts: readonly string[]): string {
  try {
    return texts.map(plainClass).join(" ");
  } catch {
    // What cannot be compiled is compared as it stands.
    return texts.join("\n");
  }
}

function plainClass(text: string): string {
  const plain = withoutNames(text);
  const short = new Set((plain.match(/[\w$]+/g) ?? []).filter(isShortName));
  const outer = Object.fromEntries([...short].map((name) => [name, `outer_${name}`]));
  return bare(plainNames(minify(`export default (${plain})`, outer)));
}

// Without what exports it.
function bare(code: string): string {
  return code.replace(/^var \w+=/, "").replace(/;?export(?:\{\w+ as default\}| default \w+);\s*$/, "");
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
