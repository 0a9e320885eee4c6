/** Mistakes in the steps of a pipeline and how they are wired. */
export const step = {};
