import type { FlowType, Literal } from "../../lib/types/index.js";
import type { Random } from "./random.js";

/** A type of any kind, with lists, maps and unions up to the given depth. */
export function randomType(random: Random, depth = 2): FlowType {
  const flat: readonly (() => FlowType)[] = [
    () => ({ kind: "int" }),
    () => ({ kind: "float" }),
    () => ({ kind: "string" }),
    () => ({ kind: "bool" }),
    () => ({ kind: "datetime" }),
    () => ({ kind: "duration" }),
    () => ({ kind: "binary" }),
    () => ({ kind: "none" }),
    () => ({ kind: "enum", values: ["red", "green"] }),
    () => ({ kind: "struct" }),
    () => structWithFields,
    () => ({ kind: "blob", format: random.pick(["", "csv"]), dimensionality: random.pick(["single", "multipart"]) }),
    () => dataset,
    () => ({ kind: "schema", columns: [{ name: "x", type: "float" }] }),
    () => ({ kind: "int", annotation: { unit: "kg", bounds: [0, 9] } }),
  ];
  const nested: readonly (() => FlowType)[] = [
    () => ({ kind: "list", element: randomType(random, depth - 1) }),
    () => ({ kind: "map", value: randomType(random, depth - 1) }),
    () => ({ kind: "union", variants: [tagged(random.pick(["int", "string"])), tagged("none")] }),
  ];
  return random.pick(depth > 0 && random.chance(0.4) ? nested : flat)();
}

/** A value that fits a type. Lists have at least three items, maps the keys `k0` and `k1`. */
export function randomLiteral(random: Random, type: FlowType): Literal {
  switch (type.kind) {
    case "none":
      return { kind: "none" };
    case "int":
      return { kind: "int", value: random.pick(["0", "-7", "41", "9007199254740993", "-9223372036854775808"]) };
    case "float":
      return { kind: "float", value: random.pick([0, 1, -2.5, 1e300, "NaN", "Infinity", "-0"] as const) };
    case "string":
      return { kind: "string", value: random.pick(["", "text", "ünïcode 🚀", '"quoted"\n'].slice(1)) };
    case "bool":
      return { kind: "bool", value: random.chance(0.5) };
    case "datetime":
      return { kind: "datetime", value: random.pick(["2024-01-02T03:04:05Z", "1969-12-31T23:59:59.000000006Z"]) };
    case "duration":
      return { kind: "duration", value: random.pick(["90s", "0.5s", "5400s"]) };
    case "binary":
      return { kind: "binary", value: "AAEC/w==", tag: "raw" };
    case "enum":
      return { kind: "string", value: random.pick(type.values) };
    case "struct":
      return type.structure?.fields !== undefined
        ? structLiteral
        : random.pick([structLiteral, { kind: "struct", value: { a: 1, b: [null, "x"] } }]);
    case "error":
      return { kind: "error", message: "it broke", failedNodeId: "n0" };
    case "blob":
      return {
        kind: "blob",
        uri: `s3://bucket/${random.whole(1, 9)}`,
        format: type.format,
        dimensionality: type.dimensionality,
      };
    case "structuredDataset":
      return { kind: "structuredDataset", uri: "s3://bucket/table", type: dataset };
    case "schema":
      return { kind: "schema", uri: "s3://bucket/schema", columns: type.columns };
    case "list":
      return {
        kind: "list",
        items: Array.from({ length: random.whole(3, 4) }, () => randomLiteral(random, type.element)),
      };
    case "map":
      return {
        kind: "map",
        entries: { k0: randomLiteral(random, type.value), k1: randomLiteral(random, type.value) },
      };
    case "union": {
      const variant = random.pick(type.variants);
      return { kind: "union", value: randomLiteral(random, variant), type: variant };
    }
  }
}

/** A struct whose field `a` is an int and whose field `b` is a list. */
export const structWithFields: FlowType = {
  kind: "struct",
  structure: { fields: { a: { kind: "int" }, b: { kind: "list", element: { kind: "float" } } } },
};

const dataset: Extract<FlowType, { kind: "structuredDataset" }> = {
  kind: "structuredDataset",
  columns: [
    { name: "x", type: { kind: "float" } },
    { name: "when", type: { kind: "datetime" } },
  ],
  format: "parquet",
};

// {"a": 7, "b": [1.0, 2.5]}: the first float is one that a careless reader takes for an int.
const structLiteral: Literal = { kind: "binary", value: "gqFhB6Fikss/8AAAAAAAAMtABAAAAAAAAA==", tag: "msgpack" };

function tagged(kind: "int" | "string" | "none"): FlowType {
  const tags = { int: "int", string: "str", none: "none" };
  return { kind, structure: { tag: tags[kind] } };
}
