import { create } from "@bufbuild/protobuf";
import type { Literal, Primitive, Scalar } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import {
  type LiteralType,
  LiteralTypeSchema,
  SimpleType,
  UnionTypeSchema,
} from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { invalid } from "../../state/index.js";
import { untold } from "./castable.js";
import { typeText } from "./types.js";

/**
 * The type that FlyteAdmin sees in a literal, or undefined for one that holds nothing. What a literal does not say of
 * itself (the kind of a file, the items of a list) is {@link untold} inside it.
 */
export function typeOfLiteral({ value }: Literal): LiteralType | undefined {
  switch (value.case) {
    case "scalar":
      return typeOfScalar(value.value);
    case "collection":
      return typed({ case: "collectionType", value: common(value.value.literals) ?? untold.type });
    case "map":
      return typed({ case: "mapValueType", value: common(Object.values(value.value.literals)) ?? untold.type });
    case "offloadedMetadata":
      return value.value.inferredType;
    default:
      return undefined;
  }
}

/** The type of a value that somebody gave under a name; INVALID_ARGUMENT where it holds none. */
export function typeOfGiven(name: string, literal: Literal): LiteralType {
  const type = typeOfLiteral(literal);
  if (type !== undefined) return type;
  const what = `Failed to validate literal type for [${name}] with err: got unknown literal type: [<nil>].`;
  throw invalid(
    `${what}\nSuggested solution: Please update all your Flyte deployment images to the latest version and try again`,
  );
}

/** The type of a scalar, or undefined for one that holds nothing, and a file without any description. */
export function typeOfScalar({ value }: Scalar): LiteralType | undefined {
  switch (value.case) {
    case "primitive":
      return typeOfPrimitive(value.value);
    case "blob":
      if (value.value.metadata === undefined) return undefined;
      return typed({ case: "blob", value: value.value.metadata.type ?? untold.blob });
    case "binary":
      return simple(value.value.tag === "msgpack" ? SimpleType.STRUCT : SimpleType.BINARY);
    case "schema":
      return typed({ case: "schema", value: value.value.type ?? untold.schema });
    case "structuredDataset": {
      const type = value.value.metadata?.structuredDatasetType ?? untold.table;
      return typed({ case: "structuredDatasetType", value: type });
    }
    case "union":
      return unionOf([value.value.type ?? untold.type]);
    case "noneType":
      return simple(SimpleType.NONE);
    case "error":
      return simple(SimpleType.ERROR);
    case "generic":
      return simple(SimpleType.STRUCT);
    default:
      return undefined;
  }
}

const primitives = {
  integer: SimpleType.INTEGER,
  floatValue: SimpleType.FLOAT,
  stringValue: SimpleType.STRING,
  boolean: SimpleType.BOOLEAN,
  datetime: SimpleType.DATETIME,
  duration: SimpleType.DURATION,
} as const;

/** The type of a primitive; one that holds nothing is of Flyte's first type, NONE. */
export function typeOfPrimitive({ value }: Primitive): LiteralType {
  return simple(value.case === undefined ? SimpleType.NONE : primitives[value.case]);
}

// What items have in common: their type, or a union of all, sorted by text. Empty lists among others do not count.
function common(items: readonly Literal[]): LiteralType | undefined {
  const types = new Map<string, LiteralType | undefined>();
  let empty: LiteralType | undefined;
  for (const item of items) {
    const type = typeOfLiteral(item);
    const { value } = item;
    if (value.case === "collection" && value.value.literals.length === 0) empty = type;
    else types.set(type === undefined ? "<nil>" : typeText(type), type);
  }
  if (types.size === 0) return empty ?? simple(SimpleType.NONE);
  if (types.size === 1) return types.values().next().value;
  const sorted = [...types].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, type]) => type ?? untold.type);
  return unionOfItems(sorted);
}

// Lists of unions among them give their variants, and make the whole a list once more.
function unionOfItems(types: readonly LiteralType[]): LiteralType {
  const inner = types.map(({ type }) =>
    type.case === "collectionType" && type.value.type.case === "unionType" ? type.value.type.value.variants : undefined,
  );
  const union = unionOf(types.flatMap((type, index) => inner[index] ?? [type]));
  return inner.some((variants) => variants !== undefined) ? typed({ case: "collectionType", value: union }) : union;
}

function unionOf(variants: LiteralType[]): LiteralType {
  return typed({ case: "unionType", value: create(UnionTypeSchema, { variants }) });
}

function simple(value: SimpleType): LiteralType {
  return typed({ case: "simple", value });
}

function typed(type: LiteralType["type"]): LiteralType {
  return create(LiteralTypeSchema, { type });
}
