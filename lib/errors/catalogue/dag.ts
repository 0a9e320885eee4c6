import { entry } from "../entry.js";

/** Mistakes in the shape of a graph. */
export const dag = {
  DAG_CYCLE: entry<{ pipeline: string; loop: readonly string[] }>(
    "DefinitionError",
    ({ pipeline, loop }) => `the steps of ${pipeline} wait for each other: ${loop.join(" → ")}`,
    "Remove one of these dependencies, so that the first step can start.",
  ),
  DAG_BROKEN: entry<{ pipeline: string; problems: readonly string[] }>(
    "DefinitionError",
    ({ pipeline, problems: [first, ...others] }) =>
      `${pipeline} cannot run: ${first}${others.length === 0 ? "" : ` (and ${others.length} more)`}`,
    "Mend each of the problems listed.",
  ),
  DAG_NODE_TWICE: entry<{ pipeline: string; node: string }>(
    "DefinitionError",
    ({ pipeline, node }) => `${pipeline} has two steps with the id ${node}`,
    "Give each step an id of its own.",
  ),
  DAG_UPSTREAM_UNKNOWN: entry<{ pipeline: string; node: string; upstream: string }>(
    "DefinitionError",
    ({ pipeline, node, upstream }) => `${node} waits for ${upstream}, which is no step of ${pipeline}`,
    "Name a step of the same pipeline.",
  ),
  DAG_TARGET_UNKNOWN: entry<{ pipeline: string; node: string; kind: string; key: string }>(
    "DefinitionError",
    ({ pipeline, node, kind, key }) => `${node} of ${pipeline} runs the ${kind} ${key}, which is not there`,
    "Add it to the Dag's table, or name one that is in it.",
  ),
  DAG_NESTED_IN_ITSELF: entry<{ loop: readonly string[] }>(
    "DefinitionError",
    ({ loop }) => `a sub-workflow contains itself: ${loop.join(" → ")}`,
    "Remove one of these steps, so that the nesting ends.",
  ),
  DAG_SOURCE_UNKNOWN: entry<{ target: string; source: string; output: string; known: readonly string[] | undefined }>(
    "DefinitionError",
    ({ target, source, output, known }) =>
      known === undefined
        ? `${target} takes ${output} from ${source}, which is no step that comes before it`
        : `${target} takes ${output} from ${source}, which has only ${known.join(", ") || "no outputs"}`,
    "Name an output that is there.",
  ),
  DAG_SOURCE_NOT_AWAITED: entry<{ node: string; source: string }>(
    "DefinitionError",
    ({ node, source }) => `${node} takes a value from ${source} but does not wait for it`,
    ({ source }) => `Add ${source} to what it comes after.`,
  ),
  DAG_INPUT_UNBOUND: entry<{ node: string; input: string }>(
    "DefinitionError",
    ({ node, input }) => `${node} is given nothing for its input ${input}`,
    ({ input }) => `Bind ${input} to a constant or to an output.`,
  ),
  DAG_INPUT_UNKNOWN: entry<{ node: string; input: string; known: readonly string[] }>(
    "DefinitionError",
    ({ node, input, known }) => `${node} has no input ${input}; its inputs are ${known.join(", ") || "none"}`,
    "Leave it out, or write the name as the step's interface does.",
  ),
  DAG_OUTPUT_UNBOUND: entry<{ pipeline: string; output: string }>(
    "DefinitionError",
    ({ pipeline, output }) => `nothing is bound to the output ${output} of ${pipeline}`,
    ({ output }) => `Bind ${output} to an output of a step, or do not declare it.`,
  ),
  DAG_OUTPUT_UNKNOWN: entry<{ pipeline: string; output: string; known: readonly string[] }>(
    "DefinitionError",
    ({ pipeline, output, known }) =>
      `${pipeline} binds ${output}, which is none of its outputs: ${known.join(", ") || "it has none"}`,
    "Declare the output, or do not bind it.",
  ),
  DAG_TYPE_MISMATCH: entry<{ target: string; expected: string; got: string }>(
    "DefinitionError",
    ({ target, expected, got }) => `${target} is given ${got}, expected ${expected}`,
    "Give a value of the declared type, or declare another type.",
  ),
  DAG_CONDITION_UNKNOWN: entry<{ node: string; input: string; known: readonly string[] }>(
    "DefinitionError",
    ({ node, input, known }) =>
      `a condition of ${node} asks about ${input}, which it is not given; it has ${known.join(", ") || "nothing"}`,
    "Bind the value to an input of the branch.",
  ),
  DAG_SETTING_WRONG: entry<{ owner: string; setting: string; expected: string; got: string }>(
    "DefinitionError",
    ({ owner, setting, expected, got }) => `${owner} has a wrong ${setting}: expected ${expected}, got ${got}`,
    ({ setting, expected }) => `Set ${setting} to ${expected}.`,
  ),
  NODE_UNSUPPORTED: entry<{ node: string; feature: string; target: string }>(
    "DefinitionError",
    ({ node, feature, target }) => `${node} uses ${feature}, which ${target} cannot express`,
    "Remove the feature from this node, or run the pipeline where it is supported.",
  ),
};
