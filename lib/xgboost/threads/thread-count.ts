import { availableParallelism } from "node:os";
import { THREADS } from "./control.js";

/** Cells from which on a matrix is worth the threads that were asked for. */
const ASKED = 2 ** 17;

/** Cells from which on a matrix gets a thread for every processor where no number was given. */
const NOT_ASKED = 2 ** 20;

/** Whether `FLYTEPATH_XGBOOST_THREADS` is `always`: the smallest data is shared among the threads that were asked for. */
export function sharesAlways(): boolean {
  return process.env.FLYTEPATH_XGBOOST_THREADS === "always";
}

/** Threads for a matrix of so many cells; `nthread` of 0 or less stands for all processors. Results are the same. */
export function threadCount(nthread: number, cells: number): number {
  if (nthread <= 0) return cells < NOT_ASKED ? 1 : Math.min(THREADS, availableParallelism());
  return cells < ASKED && !sharesAlways() ? 1 : Math.min(THREADS, nthread);
}
