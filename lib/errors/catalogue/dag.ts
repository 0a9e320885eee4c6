import { entry } from "../entry.js";

/** Mistakes in the shape of a graph. */
export const dag = {
  DAG_CYCLE: entry<{ pipeline: string; loop: readonly string[] }>(
    "DefinitionError",
    ({ pipeline, loop }) => `the steps of ${pipeline} wait for each other: ${loop.join(" → ")}`,
    "Remove one of these dependencies, so that the first step can start.",
  ),
  DAG_BROKEN: entry<{ pipeline: string; count: number }>(
    "DefinitionError",
    ({ pipeline, count }) => `${pipeline} cannot run: ${count === 1 ? "1 problem" : `${count} problems`} in its graph`,
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
  NODE_UNSUPPORTED: entry<{ node: string; feature: string; target: string }>(
    "DefinitionError",
    ({ node, feature, target }) => `${node} uses ${feature}, which ${target} cannot express`,
    "Remove the feature from this node, or run the pipeline where it is supported.",
  ),
};
