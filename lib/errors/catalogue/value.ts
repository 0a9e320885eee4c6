import { entry } from "../entry.js";

/** Values that are not accepted. */
export const value = {
  VALUE_TYPE_MISMATCH: entry<{ expected: string; got: string; mend?: string | undefined }>(
    "ValidationError",
    ({ expected, got }) => `expected ${expected}, got ${got}`,
    ({ expected, mend }) => mend ?? `Give ${expected}, or change the declared type.`,
  ),
  VALUE_INT_OUT_OF_RANGE: entry<{ got: string }>(
    "ValidationError",
    ({ got }) => `expected an int of 64 bits, got ${got}`,
    "Keep it between -9223372036854775808 and 9223372036854775807, or declare the field as a string.",
  ),
  VALUE_INT_UNSAFE: entry<{ got: string }>(
    "ValidationError",
    ({ got }) => `expected an exact int, got the number ${got}, whose last digits may be lost already`,
    "Use bigint beyond 2^53: write 9007199254740993n, or a quoted text in JSON.",
  ),
  VALUE_DATETIME_MALFORMED: entry<{ text: string }>(
    "ValidationError",
    ({ text }) => `expected a date and time, got ${text}`,
    "Write it as 2024-01-31, 2024-01-31T12:00:00Z or 2024-01-31T12:00:00+01:00, from year 1 to 9999.",
  ),
  VALUE_DURATION_MALFORMED: entry<{ text: string }>(
    "ValidationError",
    ({ text }) => `expected a duration of at most 10,000 years, got ${text}`,
    "Write it as 90s, 5m, 1h30m, 250ms or 2d.",
  ),
  VALUE_ENUM_UNKNOWN: entry<{ got: string; values: readonly string[] }>(
    "ValidationError",
    ({ got, values }) => `expected one of ${values.map((name) => JSON.stringify(name)).join(", ")}, got ${got}`,
    "Use one of the listed values, spelled the same.",
  ),
  VALUE_FIELD_MISSING: entry<{ field: string; expected: string }>(
    "ValidationError",
    ({ field, expected }) => `the field ${field} is missing, expected ${expected}`,
    ({ field }) => `Give the object a ${field}.`,
  ),
  VALUE_FIELD_UNKNOWN: entry<{ field: string; known: readonly string[] }>(
    "ValidationError",
    ({ field, known }) => `there is no field ${field}; the fields are ${known.join(", ") || "none"}`,
    ({ field }) => `Remove ${field}, or declare it.`,
  ),
  VALUE_FORMAT_MISMATCH: entry<{ expected: string; got: string }>(
    "ValidationError",
    ({ expected, got }) => `expected the format ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`,
    "Give the value the declared format, or leave the format open on one side.",
  ),
  VALUE_CYCLIC: entry<object>(
    "ValidationError",
    () => "the value holds itself",
    "Give plain data: replace the reference back by an id.",
  ),
  VALUE_TOO_DEEP: entry<{ limit: number }>(
    "ValidationError",
    ({ limit }) => `the value is nested deeper than ${limit} levels`,
    "Flatten the value, or write it to a file and pass the file.",
  ),
  VALUE_KEY_REFUSED: entry<{ key: string }>(
    "ValidationError",
    ({ key }) => `${key} is no key that a value may have`,
    "Rename the key: names that change what a JavaScript object is are refused, and keys are text.",
  ),
  VALUE_TEXT_MALFORMED: entry<object>(
    "ValidationError",
    () => "the text is no well-formed Unicode: it holds half a surrogate pair",
    "Cut texts between characters (`[...text]`), or pass bytes as a binary value.",
  ),
  VALUE_BINARY_MALFORMED: entry<{ form: string; why: string }>(
    "ValidationError",
    ({ form, why }) => `the bytes are no ${form}: ${why}`,
    ({ form }) => `Write the value again as ${form}.`,
  ),
  VALUE_JSON_MALFORMED: entry<{ text: string; expected: string; why: string }>(
    "ValidationError",
    ({ text, expected, why }) => `expected ${expected} as JSON, got ${text}: ${why}`,
    "Write JSON and put it into single quotes in a shell: '[1, 2]' or '{\"a\": 1}'.",
  ),
  VALUE_OFFLOADED: entry<{ uri: string }>(
    "ValidationError",
    ({ uri }) => `the value lies outside, at ${uri}, and was not fetched`,
    "Fetch the literal behind the address first.",
  ),
  VALUE_PATH_MISSING: entry<{ step: string; got: string }>(
    "ValidationError",
    ({ step, got }) => `there is no ${step} in ${got}`,
    "Walk to a field or index that the value has.",
  ),
  VALUE_FILE_NOT_WRITTEN: entry<{ what: string }>(
    "ValidationError",
    ({ what }) => `${what} lies in memory or on this machine and was not written to the run's storage yet`,
    "Deliver the value's files before it becomes a literal.",
  ),
  VALUE_FILE_OUTSIDE_RUN: entry<{ uri: string }>(
    "ValidationError",
    ({ uri }) => `nothing here can reach ${uri}`,
    "Read it in a task, or bind the value to a storage first.",
  ),
  VALUE_TABLE_FORMAT_UNKNOWN: entry<{ format: string; known: readonly string[] }>(
    "ValidationError",
    ({ format, known }) =>
      `tables of format ${JSON.stringify(format)} cannot be read or written; known are ${known.join(", ") || "none"}`,
    "Use one of the known formats, or pass the table as a file.",
  ),
  VALUE_TABLE_UNREADABLE: entry<{ format: string; why: string }>(
    "ValidationError",
    ({ format, why }) => `the bytes are no ${format} table: ${why}`,
    ({ format }) => `Write the table again as ${format}, or name its true format.`,
  ),
  VALUE_TABLE_COLUMN_MISSING: entry<{ column: string; found: readonly string[] }>(
    "ValidationError",
    ({ column, found }) => `the table has no column ${column}; it has ${found.join(", ") || "none"}`,
    "Declare the columns that the table has.",
  ),
  VALUE_TABLE_COLUMN_UNSUPPORTED: entry<{ column: string; type: string }>(
    "ValidationError",
    ({ column, type }) => `the column ${column} is declared as ${type}, which a table cannot hold`,
    "Keep the address as a string in the table, or pass the value beside it.",
  ),
};
