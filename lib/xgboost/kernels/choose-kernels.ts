import type { Kernels } from "./kernels.js";
import { typescriptKernels } from "./typescript-kernels.js";
import { WasmKernels } from "./wasm-kernels.js";
import { workspace } from "./workspace.js";

/** Cells from which on a memory of its own pays. */
const LARGE = 32768;

/** Cells from which on it pays to compile the kernels and to copy bins into the memory of the process. */
const SMALL = 2048;

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

let lending: WasmKernels | undefined;

/**
 * Kernels in the process's own memory, for a training on bins that lie elsewhere: those of a small matrix, which is not
 * worth a memory, or of one tree. All that is taken there must be given back. Undefined where TypeScript is to serve.
 */
export function lendKernels(cells: number): Kernels | undefined {
  const forced = process.env.FLYTEPATH_XGBOOST_KERNELS;
  if (forced === "typescript" || (forced !== "wasm" && cells < SMALL)) return undefined;
  const store = workspace();
  if (store === undefined) return undefined;
  lending ??= new WasmKernels(store);
  return lending;
}

/** Whether work on so many cells is one for WebAssembly. */
export function prefersWasm(cells: number): boolean {
  const forced = process.env.FLYTEPATH_XGBOOST_KERNELS;
  return forced === "wasm" || (forced !== "typescript" && cells >= LARGE);
}
