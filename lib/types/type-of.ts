import { isAssignable } from "./assignable.js";
import type { FlowType } from "./flow-type.js";
import type { Literal } from "./literal.js";
import { keyOfData } from "./same.js";

/**
 * The type that a literal has by itself, as Flyte tells it: a union's literal is a union of the one stored variant, a
 * mixed list is a list of unions, an empty one a list of none, and an enum's value is a string.
 */
export function typeOf(literal: Literal): FlowType {
  switch (literal.kind) {
    case "binary":
      return { kind: literal.tag === "msgpack" ? "struct" : "binary" };
    case "blob":
      return { kind: "blob", format: literal.format, dimensionality: literal.dimensionality };
    case "structuredDataset":
    case "offloaded":
      return literal.type;
    case "schema":
      return { kind: "schema", columns: literal.columns };
    case "union":
      return { kind: "union", variants: [literal.type] };
    case "list":
      return { kind: "list", element: typeOfAll(literal.items) };
    case "map":
      return { kind: "map", value: typeOfAll(Object.values(literal.entries)) };
    default:
      return { kind: literal.kind };
  }
}

/** Whether a literal fits a declared type: its own type casts, and a text stands among an enum's values. */
export function conforms(literal: Literal, type: FlowType): boolean {
  return isAssignable(typeOf(literal), type) && enumsHold(literal, type);
}

function typeOfAll(literals: readonly Literal[]): FlowType {
  const found = new Map<string, FlowType>();
  let empty: FlowType | undefined;
  for (const literal of literals) {
    const type = typeOf(literal);
    // An empty list or map says nothing about what its neighbours are.
    if (isEmpty(literal)) empty = type;
    else found.set(type.kind in simple ? type.kind : keyOfData(type), type);
  }
  if (found.size === 0) return empty ?? { kind: "none" };
  if (found.size === 1) return [...found.values()][0]!;
  const sorted = [...found].sort(([a], [b]) => (a < b ? -1 : 1));
  return { kind: "union", variants: sorted.map(([, type]) => type) };
}

const simple: Readonly<Record<string, true>> = { int: true, float: true, string: true, bool: true, none: true };

function isEmpty(literal: Literal): boolean {
  if (literal.kind === "list") return literal.items.length === 0;
  return literal.kind === "map" && Object.keys(literal.entries).length === 0;
}

// Flyte's compiler lets any string into an enum; a value that is known can be looked at.
function enumsHold(literal: Literal, type: FlowType): boolean {
  if (type.kind === "enum") return literal.kind !== "string" || type.values.includes(literal.value);
  if (type.kind === "union") {
    const inner = literal.kind === "union" ? literal.value : literal;
    return type.variants.some((variant) => isAssignable(typeOf(inner), variant) && enumsHold(inner, variant));
  }
  if (type.kind === "list" && literal.kind === "list") {
    return !mayHoldEnum(type.element) || literal.items.every((item) => enumsHold(item, type.element));
  }
  if (type.kind === "map" && literal.kind === "map") {
    return Object.values(literal.entries).every((entry) => enumsHold(entry, type.value));
  }
  return true;
}

function mayHoldEnum(type: FlowType): boolean {
  return ["enum", "list", "map", "union"].includes(type.kind);
}
