import type { Transport } from "@connectrpc/connect";
import type { Json, JsonObject } from "../../lib/types/index.js";

/** One call of the recording. */
export interface Step {
  readonly step: string;
  readonly rpc: string;
  readonly request: JsonObject;
  readonly response?: JsonObject;
  readonly error?: Refusal;
}

/** An error as the recording keeps it. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly Json[];
}

/** What a call was answered with. */
export type Answer = Pick<Step, "response" | "error">;

/** Whom the steps are sent to. */
export interface Target {
  readonly transport: Transport;
  /** Where plain HTTP is spoken. */
  readonly url: string;
  /** Storage prefix of its files. */
  readonly bucket: string;
}

/** What came of a step. */
export interface Replayed {
  readonly step: string;
  readonly rpc: string;
  /** Whether code, details or answer are those of the recording. */
  readonly same: boolean;
  /** Whether the text of the error is; undefined where there is none on both sides. */
  readonly sameText: boolean | undefined;
  readonly wanted: string;
  readonly got: string;
}
