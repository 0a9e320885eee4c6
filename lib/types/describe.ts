import type { FlowType } from "./flow-type.js";

const longest = 60;

/** A type in words, for messages: `list of float`, `file (csv)`, `one of "small", "large"`, `int or none`. */
export function describeType(type: FlowType): string {
  switch (type.kind) {
    case "enum":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ") || "nothing"}`;
    case "list":
      return `list of ${describeInner(type.element)}`;
    case "map":
      return `map of ${describeInner(type.value)}`;
    case "union":
      return type.variants.map(describeInner).join(" or ") || "a union of nothing";
    case "blob": {
      const what = type.dimensionality === "single" ? "file" : "directory";
      return type.format === "" ? what : `${what} (${type.format})`;
    }
    case "structuredDataset":
      return describeTable("table", type.columns, type.format);
    case "schema":
      return describeTable("schema", type.columns, "");
    case "struct":
      return typeof type.metadata?.title === "string" ? `struct ${type.metadata.title}` : "struct";
    default:
      return type.kind;
  }
}

// "list of int or none" could be read both ways.
function describeInner(type: FlowType): string {
  return type.kind === "union" && type.variants.length > 1 ? `(${describeType(type)})` : describeType(type);
}

function describeTable(
  what: string,
  columns: readonly { readonly name: string; readonly type: FlowType | string }[],
  format: string,
): string {
  const named = columns.map(({ name, type }) => `${name}: ${typeof type === "string" ? type : describeType(type)}`);
  const head = format === "" ? what : `${format} ${what}`;
  return named.length === 0 ? head : `${head} of ${named.join(", ")}`;
}

/** A value in words, cut short, for messages: `"abc"`, `1.5`, `a list of 3`, `an object with a, b`, `a Promise`. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case "string":
      return cut(JSON.stringify(value));
    case "bigint":
      return `${value}n`;
    case "number":
      return Object.is(value, -0) ? "-0" : String(value);
    case "object":
      return value === null ? "null" : describeObject(value);
    case "function":
      return value.name === "" ? "a function" : `the function ${value.name}`;
    case "symbol":
      return "a symbol";
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "a Date without a time" : "a Date";
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  if (typeof name === "string" && name !== "Object" && name !== "") {
    return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
  }
  const keys = Object.keys(value);
  return keys.length === 0 ? "an object without fields" : cut(`an object with ${keys.slice(0, 6).join(", ")}`);
}

function cut(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
