import type { FileAccess, Literals } from "../../lib/types/index.js";
import type { AnyClass } from "../field/index.js";

/** What an attempt tells whoever stands in for its step. */
export interface StandInCall {
  /** Counted from 0. */
  readonly attempt: number;
  readonly signal: AbortSignal;
  /** Reads the files of the inputs, and takes those of the answer; without it, files are addresses only. */
  readonly files?: FileAccess;
}

/** Answers for a step in place of its own code, wherever the step is used; `standIn` of `flytepath/testing` makes one. */
export interface StandIn {
  readonly step: AnyClass;
  /** Outputs for the inputs of one attempt; what it throws is the attempt's failure. */
  answer(inputs: Literals, call: StandInCall): Promise<Literals>;
}
