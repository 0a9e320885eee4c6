/** What can go wrong with a run. */
export const run = {};
