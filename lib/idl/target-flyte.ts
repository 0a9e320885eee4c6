import { failure } from "../errors/index.js";

/** Who will run what is encoded. */
export interface EncodeOptions {
  /**
   * `flyte` (default): what a plain Flyte would ignore although it changes results is refused with NODE_UNSUPPORTED.
   * `flytepath`: it is carried for an engine that decodes it again, such as the emulator's.
   */
  readonly target?: "flyte" | "flytepath";
}

/** Refuses a feature unless flytepath's own engine is the target. */
export function refuseOnFlyte({ target }: EncodeOptions, facts: { node: string; feature: string }): void {
  if (target !== "flytepath") throw failure("NODE_UNSUPPORTED", { ...facts, target: "Flyte" });
}
