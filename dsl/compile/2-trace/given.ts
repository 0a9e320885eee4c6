import type { FlowType } from "../../../lib/types/index.js";
import type { Shape } from "../../field/index.js";

/** An output of a step, or an input of the pipeline, as others can use it. */
export interface Given {
  /** Name on the wire. */
  readonly name: string;
  readonly type: FlowType;
  readonly shape: Shape;
}
