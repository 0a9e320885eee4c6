export type { BlobStore } from "./blob-store.js";
