/** What can go wrong with files and directories. */
export const blob = {};
