import { failure } from "../errors/index.js";
import { type Column, Duration, describeType, type FlowType, toJson, toLiteral } from "../types/index.js";

/** Type of a column without the none that every cell may be anyway. Fails with `VALUE_TABLE_COLUMN_UNSUPPORTED`. */
export function cellType({ name, type }: Column): FlowType {
  const some = type.kind === "union" ? type.variants.filter(({ kind }) => kind !== "none") : [type];
  const [only] = some;
  if (some.length !== 1 || only === undefined || addressed.has(only.kind) || only.kind === "union") {
    throw failure("VALUE_TABLE_COLUMN_UNSUPPORTED", { column: name, type: describeType(type) });
  }
  return only.kind === "list" ? { kind: "list", element: cellType({ name, type: only.element }) } : only;
}

const addressed: ReadonlySet<string> = new Set(["none", "blob", "structuredDataset", "schema", "error"]);

/**
 * A value as a table holds it: ints and durations (nanoseconds) as bigint, maps and objects as JSON data. Fails as
 * `toLiteral` does, with the path that `place` gives.
 */
export function writeCell(value: unknown, type: FlowType, place: () => string): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case "int":
      return Number.isSafeInteger(value) ? BigInt(value as number) : BigInt(checked(value, type, place) as string);
    case "float":
      return typeof value === "number" ? value : checked(value, type, place);
    case "bool":
      return typeof value === "boolean" ? value : checked(value, type, place);
    case "string":
      return typeof value === "string" && !/\p{Surrogate}/u.test(value) ? value : checked(value, type, place);
    case "enum":
      return checked(value, type, place);
    case "datetime":
      checked(value, type, place);
      return value;
    case "duration":
      return Duration.parse(checked(value, type, place) as string).nanoseconds;
    case "binary":
      checked(value, type, place);
      return value;
    case "list":
      if (!Array.isArray(value)) return checked(value, type, place);
      return value.map((item, index) => writeCell(item, type.element, () => `${place()}[${index}]`));
    default:
      return toJson(toLiteral(value, type, place()));
  }
}

function checked(value: unknown, type: FlowType, place: () => string): unknown {
  const literal = toLiteral(value, type, place());
  return "value" in literal ? literal.value : undefined;
}
