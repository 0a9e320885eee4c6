/** A mistake that compiling found, in the words of Flyte's compiler. */
export interface Problem {
  readonly code: string;
  readonly node: string;
  readonly text: string;
}

/** Every problem once, sorted by code and text, as Flyte's compiler prints them. */
export function said(problems: readonly Problem[]): string {
  const lines = problems.map(({ code, node, text }) => `Code: ${code}, Node Id: ${node}, Description: ${text}`);
  const sorted = [...new Set(lines)].sort((a, b) => (a < b ? -1 : 1));
  return `Collected Errors: ${sorted.length}\n${sorted.map((line, index) => `\tError ${index}: ${line}\n`).join("")}`;
}
