import { type Importance, spoken } from "../explain.js";
import { type Box, colours, fonts } from "./look.js";
import { scaleOf } from "./scale.js";
import { element, line, text } from "./svg.js";

// A rim of the ground's colour keeps the grid out of the digits.
const rim = { stroke: colours.paper, "stroke-width": 4, "paint-order": "stroke" } as const;
const digits = { ...fonts.axis, ...rim, fill: colours.ink };

/** Draws a bar for every feature, the strongest on top. */
export function drawImportanceBars(importances: readonly Importance[], box: Box): string {
  const most = Math.max(...importances.map(({ contribution }) => contribution));
  // Room is left for the number behind the longest bar.
  const x = scaleOf([0, most * 1.2 || 1], [box.left, box.right], 5);
  const pitch = (box.bottom - box.top) / importances.length;
  const thickness = pitch * 0.62;
  return element(
    "g",
    { id: "importances" },
    text(box.left - 112, box.top - 56, { words: "What moves a prediction", ...fonts.heading }),
    text(box.left - 112, box.top - 22.5, { words: "mean |SHAP value| on the test rows", ...fonts.label }),
    ...x.ticks.flatMap(({ value, label }) => [
      line([x(value), box.top], [x(value), box.bottom], { stroke: value === 0 ? colours.quiet : colours.grid }),
      text(x(value), box.bottom + 21, { words: label, "text-anchor": "middle", ...fonts.axis }),
    ]),
    text((box.left + box.right) / 2, box.bottom + 46, { words: "log-odds", "text-anchor": "middle", ...fonts.axis }),
    ...importances.flatMap(({ feature, contribution }, i) => {
      const middle = box.top + (i + 0.5) * pitch;
      const bar = { x: x(0), y: middle - thickness / 2, width: x(contribution) - x(0), height: thickness };
      return [
        text(box.left - 12, middle + 4.5, { words: spoken(feature), "text-anchor": "end", ...fonts.label }),
        element("rect", { ...bar, rx: 2, fill: colours.bar }),
        text(x(contribution) + 8, middle + 4.5, { words: contribution.toFixed(3), ...digits }),
      ];
    }),
  );
}
