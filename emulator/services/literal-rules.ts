import { type Timestamp, TimestampSchema } from "@bufbuild/protobuf/wkt";
import type { Literal, LiteralMap } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { invalid, missing, textForm } from "../state/index.js";

// From the year 1 to the year 9999, in seconds of the epoch.
const first = -62_135_596_800n;
const beyond = 253_402_300_800n;

/** Demands that values have names and are values, and that moments lie in the calendar; INVALID_ARGUMENT. */
export function checkLiterals(map: LiteralMap | undefined, field: string): void {
  for (const [name, literal] of Object.entries(map?.literals ?? {})) {
    if (name === "") throw missing(`key in ${field}`);
    if (literal.value.case === undefined) throw missing(`valid literal in ${field} ${name}`);
    const at = momentOf(literal);
    if (at !== undefined) checkMoment(at);
  }
}

/** Demands a moment of the calendar; INVALID_ARGUMENT. */
export function checkMoment(at: Timestamp): void {
  const { seconds, nanos } = at;
  const said = () => `proto: timestamp (${textForm(TimestampSchema, at)})`;
  if (seconds < first) throw invalid(`${said()} before 0001-01-01`);
  if (seconds >= beyond) throw invalid(`${said()} after 9999-12-31`);
  if (nanos < 0 || nanos > 999_999_999) throw invalid(`${said()} has out-of-range nanos`);
}

/** The moment that a literal is; undefined for every other literal. */
export function momentOf({ value }: Literal): Timestamp | undefined {
  if (value.case !== "scalar" || value.value.value.case !== "primitive") return undefined;
  const { value: primitive } = value.value.value.value;
  return primitive.case === "datetime" ? primitive.value : undefined;
}
