/** Values that are not accepted. */
export const value = {};
