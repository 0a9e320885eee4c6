import { entry } from "../entry.js";

/** Mistakes in the steps of a pipeline and how they are wired. */
export const step = {
  STEP_CLASS_UNKNOWN: entry<{ given: string }>(
    "DefinitionError",
    ({ given }) => `${given} is no step: it is neither a task, a Flyte step, a sensor nor a pipeline`,
    "Put @Task, @FlyteStep or @Pipeline on the class.",
  ),
  STEP_NAME_TAKEN: entry<{ name: string; line?: number | undefined }>(
    "DefinitionError",
    ({ name, line }) => `two steps are called ${name}${line === undefined ? "" : `; the first is in line ${line}`}`,
    ({ name }) => `Name this one: { name: "${name}-again" }.`,
  ),
  STEP_NAME_REFUSED: entry<{ name: string }>(
    "DefinitionError",
    ({ name }) =>
      `${JSON.stringify(name)} cannot name a step, expected a letter and then up to 62 of a-z 0-9 -, and none of Flyte's own`,
    "Give the step another name.",
  ),
  STEP_INPUT_MISSING: entry<{ step: string; input: string; expected: string }>(
    "DefinitionError",
    ({ step: id, input, expected }) => `${id} needs ${input}, expected ${expected}, got nothing`,
    ({ input }) => `Bind ${input} to a value or to what another step gives.`,
  ),
  STEP_INPUT_UNKNOWN: entry<{ step: string; input: string; known: readonly string[] }>(
    "DefinitionError",
    ({ step: id, input, known }) => `${id} takes no ${input}; it takes ${known.join(", ") || "nothing"}`,
    ({ input }) => `Leave ${input} out, or correct its spelling.`,
  ),
  STEP_OUTPUT_UNKNOWN: entry<{ step: string; output: string; known: readonly string[] }>(
    "DefinitionError",
    ({ step: id, output, known }) => `${id} has no ${output}; it has ${known.join(", ") || "nothing"}`,
    "Correct the spelling, or add the field to the class of the outputs.",
  ),
  STEP_OUTPUT_UNGUARDED: entry<{ from: string; to: string; why: string }>(
    "DefinitionError",
    ({ from, to, why }) => `${to} takes ${from}, which may never come: ${why}`,
    "Use it inside that way, let both ways of the condition return it, or make the input Optional.",
  ),
  STEP_AFTER_UNKNOWN: entry<{ step: string; after: string }>(
    "DefinitionError",
    ({ step: id, after }) => `${id} waits for ${after}, which is no step it can wait for`,
    "Name a step of the same pipeline that lies in no other way of a condition.",
  ),
  STEP_CONDITION_REFUSED: entry<{ step: string; why: string }>(
    "DefinitionError",
    ({ step: id, why }) => `the condition of ${id} cannot be asked: ${why}`,
    "Compare two values of one plain type; yes and no only for being equal.",
  ),
  STEP_MAP_UNCUT: entry<{ step: string }>(
    "DefinitionError",
    ({ step: id }) => `${id} is mapped over nothing: no input is a list where its class takes one value`,
    "Give at least one input a list, or use flow.step.",
  ),
  STEP_BRANCH_EMPTY: entry<{ step: string; way: string }>(
    "DefinitionError",
    ({ step: id, way }) => `the way "${way}" of ${id} has no step`,
    "Add a step to it, or leave this way out.",
  ),
  EDGE_TYPE_MISMATCH: entry<{ to: string; expected: string; why: string }>(
    "DefinitionError",
    ({ to, expected, why }) => `${to} takes ${expected}, ${why}`,
    "Bind a value of that type, or declare both ends alike; a task can convert.",
  ),
  REF_USED_AS_VALUE: entry<{ ref: string }>(
    "DefinitionError",
    ({ ref }) => `${ref} is used as a value, but it has none before the pipeline runs`,
    "Bind it to an input and use it in that task, or compare it with gte, eq and the like.",
  ),
  OPTION_REFUSED: entry<{ owner: string; option: string; expected: string; given: unknown }>(
    "DefinitionError",
    ({ owner, option, expected, given }) => `${option} of ${owner} is ${JSON.stringify(given)}, expected ${expected}`,
    ({ option, expected }) => `Set ${option} to ${expected}.`,
  ),
};
