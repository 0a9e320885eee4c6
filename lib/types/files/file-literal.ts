import { failure } from "../../errors/index.js";
import { isAssignable } from "../assignable.js";
import { describeType, describeValue } from "../describe.js";
import type { FlowType } from "../flow-type.js";
import type { Literal } from "../literal.js";
import { mismatch } from "../mismatch.js";
import type { Place } from "../place.js";
import { FlyteDirectory, filesOf } from "./flyte-directory.js";
import { contentOf, FlyteFile } from "./flyte-file.js";
import { FlyteSchema } from "./flyte-schema.js";
import { finalUri } from "./reach.js";
import { rowsOf, StructuredDataset } from "./structured-dataset.js";

/** A type whose values are passed by their address. */
export type FileType = Extract<FlowType, { kind: "blob" | "structuredDataset" | "schema" }>;

type TableType = Extract<FileType, { kind: "structuredDataset" }>;

/**
 * A file value as a literal. Fails with `VALUE_TYPE_MISMATCH`, `VALUE_FORMAT_MISMATCH`, or `VALUE_FILE_NOT_WRITTEN`
 * while its content is in memory only.
 */
export function fileLiteral(value: unknown, type: FileType, place: Place): Literal {
  if (type.kind === "blob") {
    const Class = type.dimensionality === "single" ? FlyteFile : FlyteDirectory;
    if (!(value instanceof Class)) throw mismatch(value, type, place);
    const format = meet(value.format, type.format, place);
    return { kind: "blob", uri: writtenUri(value, place), format, dimensionality: type.dimensionality };
  }
  if (type.kind === "schema") {
    if (!(value instanceof FlyteSchema)) throw mismatch(value, type, place);
    const columns = type.columns.length > 0 ? type.columns : value.columns;
    return { kind: "schema", uri: finalUri(value), columns };
  }
  if (!(value instanceof StructuredDataset)) throw mismatch(value, type, place);
  checkColumns(value, type, place);
  const columns = type.columns.length > 0 ? type.columns : value.columns;
  const format = meet(value.format.toLowerCase(), type.format.toLowerCase(), place) || "parquet";
  return { kind: "structuredDataset", uri: writtenUri(value, place), type: { ...type, columns, format } };
}

function checkColumns(value: StructuredDataset, type: TableType, place: Place): void {
  const given: FlowType = { kind: "structuredDataset", columns: value.columns, format: "" };
  if (isAssignable(given, { ...type, format: "" })) return;
  const facts = {
    expected: describeType(type),
    got: describeType(given),
    mend: "Give the table the declared columns.",
  };
  throw failure("VALUE_TYPE_MISMATCH", facts, place.facts());
}

/** Uri of a value whose content lies where others can read it. Fails with `VALUE_FILE_NOT_WRITTEN`. */
export function writtenUri(value: FlyteFile | FlyteDirectory | StructuredDataset, place: Place): string {
  const inMemory =
    value instanceof FlyteFile ? contentOf(value) : value instanceof FlyteDirectory ? filesOf(value) : rowsOf(value);
  if (inMemory !== undefined) {
    throw failure("VALUE_FILE_NOT_WRITTEN", { what: describeValue(value) }, place.facts());
  }
  return finalUri(value);
}

function meet(given: string, declared: string, place: Place): string {
  if (given !== "" && declared !== "" && given !== declared) {
    throw failure("VALUE_FORMAT_MISMATCH", { expected: declared, got: given }, place.facts());
  }
  return declared === "" ? given : declared;
}
