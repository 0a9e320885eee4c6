/** Mistakes in pipelines as a whole. */
export const pipeline = {};
