import { addLeaves } from "./add-leaves.js";
import { binValues } from "./bin-values.js";
import { buildNodes, searchNodes } from "./build-nodes.js";
import type { Kernels } from "./kernels.js";
import { partitionRows } from "./partition-rows.js";

/** The kernels as they are written in TypeScript, on plain arrays. */
export const typescriptKernels: Kernels = {
  store: {
    bytes: (length) => new Uint8Array(length),
    shorts: (length) => new Uint16Array(length),
    words: (length) => new Uint32Array(length),
    floats: (length) => new Float32Array(length),
    doubles: (length) => new Float64Array(length),
    holds: () => true,
    release: () => {},
  },
  binValues,
  buildNodes,
  searchNodes,
  addLeaves,
  partitionRows: (jobs) => jobs.map(partitionRows),
};
