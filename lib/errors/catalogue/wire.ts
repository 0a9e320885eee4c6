import { entry } from "../entry.js";

/** Messages from the wire that cannot be understood, and data that the wire cannot hold. */
export const wire = {
  WIRE_FIELD_MISSING: entry<{ message: string; field: string }>(
    "ValidationError",
    ({ message, field }) => `${message} has no ${field}`,
    ({ field }) => `Set ${field} before sending the message.`,
  ),
  WIRE_FIELD_UNKNOWN: entry<{ message: string; fields: readonly number[] }>(
    "ValidationError",
    ({ message, fields }) => `${message} has fields that this version does not know: ${fields.join(", ")}`,
    "Use a newer flytepath, or register with an SDK of the Flyte version that flytepath speaks.",
  ),
  WIRE_FIELD_UNSUPPORTED: entry<{ message: string; field: string }>(
    "ValidationError",
    ({ message, field }) => `${message} sets ${field}, which flytepath has no place for`,
    ({ field }) => `Leave ${field} out.`,
  ),
  WIRE_ENUM_UNKNOWN: entry<{ field: string; value: number }>(
    "ValidationError",
    ({ field, value }) => `${field} is ${value}, a value that this version does not know`,
    "Use a newer flytepath, or an SDK of the Flyte version that flytepath speaks.",
  ),
  WIRE_TEXT_MALFORMED: entry<{ expected: string; text: string }>(
    "ValidationError",
    ({ expected, text }) => `expected ${expected}, got ${JSON.stringify(text)}`,
    ({ expected }) => `Write ${expected}.`,
  ),
  WIRE_TIME_OUT_OF_RANGE: entry<{ what: "datetime" | "duration"; value: string }>(
    "ValidationError",
    ({ what, value }) => `the ${what} ${value} is out of protobuf's range`,
    ({ what }) =>
      what === "datetime"
        ? "Use a time between the years 1 and 9999."
        : "Use a duration of at most 10,000 years and of one sign.",
  ),
  WIRE_CARRIED_MALFORMED: entry<{ message: string; why: string }>(
    "ValidationError",
    ({ message, why }) => `what is carried for ${message} is not its proto JSON: ${why}`,
    "Leave the `rest` of a decoded Dag as it is.",
  ),
  WIRE_NAME_TWICE: entry<{ what: string; name: string }>(
    "ValidationError",
    ({ what, name }) => `${what} ${JSON.stringify(name)} is given twice`,
    "Give it once.",
  ),
  WIRE_ATTRIBUTE_MALFORMED: entry<{ key: string; text: string; expected: string }>(
    "ValidationError",
    ({ key, text, expected }) => `${key} holds ${text}, expected ${expected}`,
    "Keys that start with flytepath/ are written by flytepath alone; remove it.",
  ),
  WIRE_ATTRIBUTE_UNKNOWN: entry<{ key: string }>(
    "ValidationError",
    ({ key }) => `${key} is no attribute of this version`,
    "Use the flytepath that registered it, or a newer one.",
  ),
  WIRE_REFERENCE_MISSING: entry<{ kind: string; name: string; by: string }>(
    "ValidationError",
    ({ kind, name, by }) => `${by} refers to the ${kind} ${name}, which is not among the parts given`,
    ({ kind }) => `Give the ${kind} together with the workflow.`,
  ),
};
