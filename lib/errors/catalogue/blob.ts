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
  BLOB_OUTSIDE_STORE: entry<{ uri: string; store: string }>(
    "ValidationError",
    ({ uri, store }) => `${uri} does not lie in the storage ${store}`,
    "Use an address that the storage gave.",
  ),
  BLOB_UNREADABLE: entry<{ uri: string; why: string }>(
    "ValidationError",
    ({ uri, why }) => `${uri} cannot be read: ${why}`,
    "Check that this user may read it.",
  ),
  BLOB_UNWRITABLE: entry<{ uri: string; why: string }>(
    "ValidationError",
    ({ uri, why }) => `${uri} cannot be written: ${why}`,
    "Check that the folder may be written, and that the disk has room.",
  ),
};
