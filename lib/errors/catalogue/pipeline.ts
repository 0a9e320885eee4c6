import { entry } from "../entry.js";

/** Mistakes in pipelines as a whole. */
export const pipeline = {
  PIPELINE_BROKEN: entry<{ pipeline: string; count: number; codes: readonly string[] }>(
    "DefinitionError",
    ({ pipeline: name, count, codes }) =>
      `${name} has ${count === 1 ? "a problem" : `${count} problems`}: ${codes.join(", ")}`,
    "Mend each of the problems named.",
  ),
  PIPELINE_UNDECORATED: entry<{ class: string }>(
    "DefinitionError",
    ({ class: name }) => `${name} is no pipeline`,
    "Put @Pipeline({ inputs, outputs }) on the class.",
  ),
  PIPELINE_COMPOSE_FAILED: entry<{ pipeline: string; why: string }>(
    "DefinitionError",
    ({ pipeline: name, why }) => `compose of ${name} failed: ${why}`,
    "Mend the error in compose; it only wires steps and does no work.",
  ),
  PIPELINE_COMPOSE_ASYNC: entry<{ what: string }>(
    "DefinitionError",
    ({ what }) => `${what} is async, so that its steps would come too late`,
    "Take async and await away: compose only wires steps.",
  ),
  PIPELINE_NAME_REFUSED: entry<{ name: string }>(
    "DefinitionError",
    ({ name }) =>
      `${JSON.stringify(name)} cannot be registered, expected up to 255 of A-Z a-z 0-9 _ . - that start with a letter, a digit or _`,
    "Give the class another name in its decorator.",
  ),
  PIPELINE_NAME_TAKEN: entry<{ name: string; kind: string }>(
    "DefinitionError",
    ({ name, kind }) => `two ${kind} classes are called ${name}`,
    "Give one of them another name in its decorator.",
  ),
  PIPELINE_RECURSIVE: entry<{ loop: readonly string[] }>(
    "DefinitionError",
    ({ loop }) => `a pipeline contains itself: ${loop.join(" → ")}`,
    "Remove the step that closes the circle.",
  ),
  PIPELINE_OUTPUT_UNBOUND: entry<{ pipeline: string; output: string; expected: string }>(
    "DefinitionError",
    ({ pipeline: name, output, expected }) =>
      `${name} does not say where its output ${output} comes from, expected ${expected}`,
    ({ output }) => `Let compose return { ${output}: … }.`,
  ),
  PIPELINE_OUTPUT_UNKNOWN: entry<{ pipeline: string; output: string; known: readonly string[] }>(
    "DefinitionError",
    ({ pipeline: name, output, known }) => `${name} has no output ${output}; it has ${known.join(", ") || "none"}`,
    ({ output }) => `Leave ${output} out of what compose returns, or add the field to the class of the outputs.`,
  ),
};
