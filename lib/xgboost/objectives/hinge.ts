import type { Objective } from "../objective.js";
import { identity } from "./link.js";
import { pointwise } from "./pointwise.js";

const smallestNormal = 1.1754943508222875e-38;

/** `binary:hinge`: predictions are 0 or 1. */
export function hinge(): Objective {
  return pointwise({
    name: "binary:hinge",
    defaultMetric: "error",
    start: "newton",
    link: { ...identity, transform: (margins) => margins.map((margin) => (margin > 0 ? 1 : 0)) },
    pair(margin, label, weight, out, at) {
      const side = 2 * label - 1;
      const inside = margin * side < 1;
      out[at] = inside ? -side * weight : 0;
      out[at + 1] = inside ? weight : smallestNormal;
    },
  });
}
