import { entry } from "../entry.js";

/** What can go wrong with files and directories. */
export const blob = {
  BLOB_NOT_FOUND: entry<{ uri: string }>(
    "ValidationError",
    ({ uri }) => `there is nothing at ${uri}`,
    "Check the address; what wrote it may have failed, or it was deleted.",
  ),
  BLOB_NAME_REFUSED: entry<{ name: string }>(
    "ValidationError",
    ({ name }) => `${JSON.stringify(name)} is no name of a file inside a folder`,
    "Use parts divided by / that are neither empty nor . or ..",
  ),
};
