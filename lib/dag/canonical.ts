/**
 * JSON text that is the same for equal data: keys in code-unit order, `undefined` left out, no blanks. Two Dags with the
 * same text are the same Dag.
 */
export function canonical(json: unknown): string {
  if (typeof json !== "object" || json === null) return JSON.stringify(json) ?? "null";
  let text = "";
  if (Array.isArray(json)) {
    for (const item of json) text += `${text === "" ? "" : ","}${canonical(item)}`;
    return `[${text}]`;
  }
  const fields = json as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields).sort()) {
    const value = fields[key];
    if (value !== undefined) text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${canonical(value)}`;
  }
  return `{${text}}`;
}
