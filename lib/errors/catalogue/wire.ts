/** Messages from the wire that cannot be understood. */
export const wire = {};
