/** Mistakes in the classes that describe inputs and outputs. */
export const field = {};
