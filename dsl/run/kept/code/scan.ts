/** Where a call ends whose bracket opens at `at`: behind its closing bracket; undefined when there is none. */
export function afterCall(text: string, at: number): number | undefined {
  let depth = 0;
  for (let here = at; here < text.length; ) {
    const next = afterLiteral(text, here);
    if (next > here) {
      here = next;
      continue;
    }
    const letter = text[here]!;
    if ("([{".includes(letter)) depth += 1;
    if (")]}".includes(letter)) depth -= 1;
    here += 1;
    if (depth === 0) return here;
  }
  return undefined;
}

/** The first of the two arguments of a call that names something: what stands before the last comma and its text. */
export function innerOf(args: string): string {
  return args.replace(/,\s*(?:"[^"]*"|'[^']*')\s*$/, "");
}

/** Behind a text, a template, a comment or a pattern that begins here; the same place for anything else. */
export function afterLiteral(text: string, at: number): number {
  const letter = text[at];
  if (letter === '"' || letter === "'" || letter === "`") return afterQuoted(text, at, letter);
  if (letter !== "/") return at;
  if (text[at + 1] === "/") return endOr(text, text.indexOf("\n", at), 1);
  if (text[at + 1] === "*") return endOr(text, text.indexOf("*/", at), 2);
  return isPatternStart(text, at) ? afterPattern(text, at) : at;
}

function endOr(text: string, found: number, length: number): number {
  return found < 0 ? text.length : found + length;
}

function afterQuoted(text: string, at: number, quote: string): number {
  for (let here = at + 1; here < text.length; here += 1) {
    if (text[here] === "\\") here += 1;
    else if (text[here] === quote) return here + 1;
    else if (quote === "`" && text.startsWith("${", here)) here = (afterCall(text, here + 1) ?? text.length) - 1;
  }
  return text.length;
}

// A division stands behind a value.
function isPatternStart(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 12), at).trimEnd();
  return before === "" || /[(,=:[!&|?{};+\-*%<>~^]$|\b(?:return|typeof|case|in|of|void|await|yield)$/.test(before);
}

function afterPattern(text: string, at: number): number {
  let inClass = false;
  for (let here = at + 1; here < text.length && text[here] !== "\n"; here += 1) {
    if (text[here] === "\\") here += 1;
    else if (text[here] === "[") inClass = true;
    else if (text[here] === "]") inClass = false;
    else if (text[here] === "/" && !inClass) return here + 1;
  }
  return at + 1;
}
