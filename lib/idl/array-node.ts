import type { Target } from "../dag/index.js";
import { failure } from "../errors/index.js";
import { carrier } from "./carried.js";
import { type ArrayNode, ArrayNodeSchema } from "./gen/flyteidl/core/workflow_pb.js";
import { known, missing } from "./known.js";
import { type Decoding, decodeInnerNode, type Encoding, encodeNode } from "./node.js";

type Mapped = Extract<Target, { kind: "array" }>;

const arrays = carrier(ArrayNodeSchema, ["node", "parallelism", "minSuccesses", "minSuccessRatio", "boundInputs"]);

/** A mapped step as Flyte's `core.ArrayNode`. */
export function encodeArray(target: Mapped, encoding: Encoding): ArrayNode {
  const { parallelism, minSuccesses, minSuccessRatio, boundInputs } = target;
  if (minSuccesses !== undefined && minSuccessRatio !== undefined) {
    const feature = "both a number and a ratio of successes";
    throw failure("NODE_UNSUPPORTED", { node: target.node.id, feature, target: "Flyte" });
  }
  const message = arrays.write(target.rest);
  message.node = encodeNode(target.node, encoding);
  message.boundInputs = [...boundInputs];
  if (parallelism !== undefined) message.parallelismOption = { case: "parallelism", value: parallelism };
  if (minSuccesses !== undefined) message.successCriteria = { case: "minSuccesses", value: minSuccesses };
  else if (minSuccessRatio !== undefined) {
    message.successCriteria = { case: "minSuccessRatio", value: minSuccessRatio };
  }
  return message;
}

/** The mapped step of a `core.ArrayNode`; WIRE_FIELD_MISSING without an inner node. */
export function decodeArray(message: ArrayNode, id: string, decoding: Decoding): Mapped {
  const { node, parallelismOption, successCriteria, boundInputs } = known(message, id);
  if (node === undefined) return missing({ message: `array ${id}`, field: "node" }, id);
  const rest = arrays.read(message);
  return {
    kind: "array",
    node: decodeInnerNode(node, decoding),
    boundInputs: [...boundInputs],
    ...(parallelismOption.case === undefined ? {} : { parallelism: parallelismOption.value }),
    ...(successCriteria.case === "minSuccesses" ? { minSuccesses: successCriteria.value } : {}),
    ...(successCriteria.case === "minSuccessRatio" ? { minSuccessRatio: shortest(successCriteria.value) } : {}),
    ...(rest === undefined ? {} : { rest }),
  };
}

// The wire has 32 bits: 0.1 must not come back as 0.10000000149011612.
function shortest(ratio: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(ratio.toPrecision(digits));
    if (Math.fround(short) === Math.fround(ratio)) return short;
  }
  return ratio;
}
