/** Mistakes in tasks, and failures of their bodies. */
export const task = {};
