import { binValues } from "./bin-values.js";
import { buildHistogram, subtractHistogram } from "./build-histogram.js";
import type { Kernels } from "./kernels.js";
import { partitionRows } from "./partition-rows.js";
import { scanBins } from "./scan-bins.js";

/** The kernels as they are written in TypeScript, on plain arrays. */
export const typescriptKernels: Kernels = {
  store: {
    bytes: (length) => new Uint8Array(length),
    shorts: (length) => new Uint16Array(length),
    words: (length) => new Uint32Array(length),
    floats: (length) => new Float32Array(length),
    doubles: (length) => new Float64Array(length),
    release: () => {},
  },
  binValues,
  buildHistogram,
  subtractHistogram,
  partitionRows,
  scanBins,
};
