export type { BlobStore } from "./blob-store.js";
export { digestOf } from "./digest-of.js";
export { folderBlobs } from "./folder-blobs.js";
export { memoryBlobs } from "./memory-blobs.js";
export { sweepPartial } from "./sweep-partial.js";
