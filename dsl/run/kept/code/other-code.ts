import type { Code } from "./code-of.js";
import { plainCode } from "./plain-code.js";

/** Tasks whose code is other than it was, each with the place where that begins. */
export type OtherCode = ReadonlyMap<string, string>;

/**
 * What is otherwise in the code of tasks that both have: formatting, comments, and names that only the code itself uses do not
 * count. A task that is known on one side alone is not compared.
 */
export function otherCode(before: Code | undefined, after: Code): OtherCode {
  const found = new Map<string, string>();
  for (const [task, now] of Object.entries(after)) {
    const old = before?.[task];
    if (old === undefined || old.join("\n") === now.join("\n")) continue;
    const [was, is] = [plainCode(old), plainCode(now)];
    if (was !== is) found.set(task, firstDifference(was, is));
  }
  return found;
}

const [ahead, behind] = [24, 40];

function firstDifference(was: string, is: string): string {
  let at = 0;
  while (at < was.length && was[at] === is[at]) at += 1;
  const part = (text: string) => {
    const [from, to] = [Math.max(0, at - ahead), at + behind];
    return `${from > 0 ? "…" : ""}${text.slice(from, to).replace(/\s+/g, " ")}${to < text.length ? "…" : ""}`;
  };
  return `${part(was)} has become ${part(is)}`;
}
