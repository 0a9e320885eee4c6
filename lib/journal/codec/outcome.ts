import type { RunEvent, RunOutcome } from "../../engine/index.js";
import { type PackedThrown, unpackThrown } from "../../errors/index.js";
import type { Literals } from "../../types/index.js";
import { type KeptError, keepError, keepReason, reviveError } from "./errors.js";
import { parsed } from "./parsed.js";

interface KeptOutcome {
  readonly phase: RunOutcome["phase"];
  readonly outputs?: Literals;
  readonly error?: KeptError;
  readonly cause?: string;
  readonly reason?: PackedThrown;
}

/** How a run ended, as text; `outputs` are those of the event, made fit for the journal. */
export function writeOutcome({ phase, error, cause, reason: thrown }: RunEvent, outputs: unknown): string {
  const reason = keepReason(thrown);
  return JSON.stringify({
    phase,
    outputs,
    ...(error === undefined ? {} : { error: keepError(error) }),
    ...(cause === undefined ? {} : { cause }),
    ...(reason === undefined ? {} : { reason }),
  });
}

/** How a run ended, from text; its outputs are as they were kept. */
export function readOutcome(text: string): RunOutcome {
  const { error, reason, ...rest } = parsed<KeptOutcome>(text, "the end of a run");
  return {
    ...rest,
    ...(error === undefined ? {} : { error: reviveError(error) }),
    ...(reason === undefined ? {} : { reason: unpackThrown(reason) }),
  };
}
