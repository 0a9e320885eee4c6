import { type Literals, toJson } from "../../lib/types/index.js";

/** Values as JSON, by name. */
export function plainValues(literals: Literals): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(literals).map(([name, literal]) => [name, toJson(literal)]));
}

/** Values in two columns: name and value. */
export function outputLines(outputs: Literals): readonly string[] {
  const values = Object.entries(plainValues(outputs));
  const width = Math.max(...values.map(([name]) => name.length), 0);
  return values.map(([name, value]) => `${name.padEnd(width)}  ${textOf(value)}`);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
