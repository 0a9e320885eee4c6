import { entry } from "../entry.js";

/** Mistakes in the classes that describe inputs and outputs. */
export const field = {
  FIELD_TYPE_UNKNOWN: entry<{ class: string; field: string; given: unknown }>(
    "DefinitionError",
    ({ class: owner, field: name, given }) =>
      given === undefined
        ? `${owner}.${name} does not say its type, and the toolchain emits none`
        : `${owner}.${name} is declared as ${nameOf(given)}, which is no type of a field`,
    ({ given }) => mendOf(given),
  ),
  FIELD_NAME_TAKEN: entry<{ class: string; field: string; name: string }>(
    "DefinitionError",
    ({ class: owner, field: property, name }) => `${owner} has two fields named ${name}; one is ${owner}.${property}`,
    "Give each field of a class its own name.",
  ),
  FIELD_NAME_REFUSED: entry<{ class: string; field: string; name: string }>(
    "DefinitionError",
    ({ class: owner, field: property, name }) =>
      `${owner}.${property} is named ${JSON.stringify(name)}, expected a letter or _ and then up to 62 of A-Z a-z 0-9 _ -`,
    "Give the field another name.",
  ),
  FIELD_CLASS_UNUSABLE: entry<{ class: string; why: string }>(
    "DefinitionError",
    ({ class: owner, why }) => `new ${owner}() fails, so that its defaults cannot be read: ${why}`,
    "Let the class be built without arguments and without effects.",
  ),
  FIELD_DEFAULT_REFUSED: entry<{ class: string; field: string; why: string }>(
    "DefinitionError",
    ({ class: owner, field: name, why }) => `the default of ${owner}.${name} does not fit its type: ${why}`,
    "Give a default of the declared type.",
  ),
  FIELD_VALUES_EXPECTED: entry<{ class: string; given: string }>(
    "ValidationError",
    ({ class: owner, given }) => `expected an object with the fields of ${owner}, got ${given}`,
    ({ class: owner }) => `Give an object whose properties are those of ${owner}.`,
  ),
  FIELD_VALUE_MISSING: entry<{ class: string; name: string }>(
    "ValidationError",
    ({ class: owner, name }) => `${owner} needs ${name}, which has no value and no default`,
    ({ name }) => `Give ${name} a value, or give it a default with byDefault.`,
  ),
  FIELD_VALUE_UNKNOWN: entry<{ class: string; name: string; known: readonly string[] }>(
    "ValidationError",
    ({ class: owner, name, known }) => `${owner} has no field ${name}; it has ${known.join(", ") || "none"}`,
    ({ name }) => `Leave ${name} out, or correct its spelling.`,
  ),
  VALUE_RULE_BROKEN: entry<{ subject: string; issues: readonly { readonly path: string; readonly message: string }[] }>(
    "ValidationError",
    ({ issues }) => issues.map(({ path, message }) => `${path}: ${message}`).join("; "),
    "Give values that keep the rules of the class.",
  ),
  VALUE_REFUSED: entry<{ subject: string; count: number }>(
    "ValidationError",
    ({ subject, count }) => `${count} values of ${subject} are not accepted`,
    "Correct each of the values named.",
  ),
};

function nameOf(given: unknown): string {
  if (typeof given === "function") return given.name === "" ? "a function" : given.name;
  if (Array.isArray(given)) return `a list of ${given.length} types`;
  return String(given);
}

function mendOf(given: unknown): string {
  if (given === undefined) return "Name the type: @Field(Int), @Field([Float]), @Field(FlyteFile).";
  if (given === Number || given === BigInt) return "Write Int or Float: Flyte tells whole numbers from others.";
  if (Array.isArray(given) || given === Array) return "Write the element's type in brackets: @Field([Float]).";
  if (given === Object) return "Name the type: an interface, a union or an initialiser alone leaves none at run time.";
  if (typeof given === "function") return "Give that class at least one @Field, or name another type.";
  return "Name a type such as Int, Str or FlyteFile, or a class that has fields.";
}
