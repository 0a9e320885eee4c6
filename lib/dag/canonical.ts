/**
 * JSON text that is the same for equal data: keys in code-unit order, `undefined` left out, no blanks. Two Dags with the
 * same text are the same Dag.
 */
export function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map((item) => canonical(item ?? null)).join(",")}]`;
  if (typeof json === "object" && json !== null) {
    const entries = Object.entries(json).filter(([, value]) => value !== undefined);
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join(",")}}`;
  }
  return JSON.stringify(json) ?? "null";
}
