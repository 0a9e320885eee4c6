export { digestFile } from "../file-access.js";
export { type CacheExplanation, type ChangedPart, explainCache } from "./explain-cache.js";
export { type FolderCache, type KeptEntry, openCache } from "./open-cache.js";
