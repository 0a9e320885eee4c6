import { entry } from "../entry.js";

/** Mistakes in the shape of a graph. */
export const dag = {
  DAG_CYCLE: entry<{ pipeline: string; loop: readonly string[] }>(
    "DefinitionError",
    ({ pipeline, loop }) => `the steps of ${pipeline} wait for each other: ${loop.join(" → ")}`,
    "Remove one of these dependencies, so that the first step can start.",
  ),
  NODE_UNSUPPORTED: entry<{ node: string; feature: string; target: string }>(
    "DefinitionError",
    ({ node, feature, target }) => `${node} uses ${feature}, which ${target} cannot express`,
    "Remove the feature from this node, or run the pipeline where it is supported.",
  ),
};
