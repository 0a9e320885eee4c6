import type { Kernels } from "./kernels.js";
import { typescriptKernels } from "./typescript-kernels.js";
import { WasmKernels } from "./wasm-kernels.js";

/** Cells from which on a memory of its own and the compiling pay. */
const LARGE = 32768;

/**
 * The kernels for a matrix of so many cells: WebAssembly unless it is small. `FLYTEPATH_XGBOOST_KERNELS` set to `wasm` or
 * `typescript` decides otherwise; numbers are the same. Where the process can have no more memories, TypeScript serves.
 */
export function chooseKernels(cells: number): Kernels {
  if (!prefersWasm(cells)) return typescriptKernels;
  try {
    return new WasmKernels();
  } catch (cause) {
    if (cause instanceof RangeError) return typescriptKernels;
    throw cause;
  }
}

/** Whether work on so many cells is one for WebAssembly. */
export function prefersWasm(cells: number): boolean {
  const forced = process.env.FLYTEPATH_XGBOOST_KERNELS;
  return forced === "wasm" || (forced !== "typescript" && cells >= LARGE);
}
