/** Mistakes on the command line. */
export const command = {};
