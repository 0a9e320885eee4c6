import { afterLiteral } from "./scan.js";

/**
 * Minified code with the short names of its variables numbered as they come: two builds of the same code give them other
 * ones. Longer names are of what is used from outside, and stay; so must short ones of that kind, which the caller has made long.
 */
export function plainNames(code: string): string {
  const names = new Map<string, string>();
  const open: Bracket[] = [];
  let plain = "";
  for (let at = 0; at < code.length; ) {
    const token = open.at(-1) === "template" ? templatePart.exec(code.slice(at))![0] : partAt(code, at);
    at += token.length;
    const before = plain;
    plain += isShortName(token) ? wordFor(token, { before, next: code[at] ?? "", open, names }) : token;
    follow(open, token, before);
  }
  return plain;
}

type Bracket = "template" | "inside" | "object" | "block" | "other";

interface Around {
  readonly before: string;
  readonly next: string;
  readonly open: readonly Bracket[];
  readonly names: Map<string, string>;
}

function partAt(code: string, at: number): string {
  const end = code[at] === "`" ? at : afterLiteral(code, at);
  if (end > at) return code.slice(at, end);
  word.lastIndex = at;
  return word.exec(code)?.[0] ?? code[at]!;
}

const word = /[\w$]+/y;
const templatePart = /^(?:\$\{|`|(?:[^`$\\]|\\.|\$(?!\{))+|.)/s;
const keywords = /^(?:if|in|of|do|as|is)$/;
const objectStart = /(?:[(,=:[?&|]|\.\.\.|\b(?:const|let|var|return|of|in|case|typeof|yield|await)\s?)$/;

/** Whether a token is a name as minifiers give them. */
export function isShortName(token: string): boolean {
  return /^[A-Za-z_$][\w$]?$/.test(token) && !keywords.test(token);
}

function wordFor(name: string, { before, next, open, names }: Around): string {
  const isProperty = before.endsWith(".") && !before.endsWith("...");
  if (isProperty || open.at(-1) === "template") return name;
  const isFirst = open.at(-1) === "object" && /[{,]$/.test(before);
  if (isFirst && (next === ":" || next === "(")) return name;
  const key = before.endsWith("#") ? `#${name}` : name;
  const number = names.get(key) ?? `v${names.size}`;
  names.set(key, number);
  return isFirst && /[,}=]/.test(next) ? `${name}:${number}` : number;
}

function follow(open: Bracket[], token: string, before: string): void {
  if (token === "`") {
    if (open.at(-1) === "template") open.pop();
    else open.push("template");
  } else if (token === "${") open.push("inside");
  else if (open.at(-1) === "template") return;
  else if (token === "{") open.push(objectStart.test(before) && !before.endsWith("=>") ? "object" : "block");
  else if (token === "(" || token === "[") open.push("other");
  else if (token === "}" || token === ")" || token === "]") open.pop();
}
