import type { Loss } from "../train-model.js";
import { type Box, colours, fonts } from "./look.js";
import { rounded, type Scale, scaleOf } from "./scale.js";
import { element, line, type Point, path, text } from "./svg.js";

/** Draws the loss on both sets, round by round, with the round marked after which validation only got worse. */
export function drawLearningCurve(curve: readonly Loss[], best: number, box: Box): string {
  const losses = curve.flatMap(({ train, validation }) => [train, validation]);
  const x = scaleOf([0, curve.length], [box.left, box.right], 6);
  const y = scaleOf(rounded(losses, 6), [box.bottom, box.top], 6);
  const lineOf = (set: keyof Loss) =>
    path(
      curve.map((loss, i): Point => [x(i + 1), y(loss[set])]),
      { stroke: colours[set], "stroke-width": 2.5, "stroke-linejoin": "round" },
    );
  return element(
    "g",
    { id: "learning-curve" },
    text(box.left - 48, box.top - 56, { words: "Learning curve", ...fonts.heading }),
    ...legend(box),
    ...discarded(x, { best, last: curve.length, box }),
    ...axes(x, y, box),
    lineOf("train"),
    lineOf("validation"),
    ...bestMark([x(best), y(curve[best - 1]!.validation)], { best, loss: curve[best - 1]!.validation, box }),
  );
}

function legend(box: Box): readonly string[] {
  return (["train", "validation"] as const).flatMap((set, i) => {
    const [left, middle] = [box.left - 48 + i * 118, box.top - 27];
    return [
      line([left, middle], [left + 24, middle], { stroke: colours[set], "stroke-width": 3 }),
      text(left + 33, middle + 4.5, { words: set === "train" ? "training" : "validation", ...fonts.label }),
    ];
  });
}

function discarded(x: Scale, { best, last, box }: { best: number; last: number; box: Box }): readonly string[] {
  if (best === last) return [];
  const width = x(last) - x(best);
  const area = { x: x(best), y: box.top, width, height: box.bottom - box.top, fill: colours.shade };
  const words = `${last - best} rounds not kept`;
  const place = { "text-anchor": "middle", ...fonts.axis };
  const fits = width > 7 * words.length;
  return [element("rect", area), ...(fits ? [text(x(best) + width / 2, box.top + 20, { words, ...place })] : [])];
}

function axes(x: Scale, y: Scale, box: Box): readonly string[] {
  const middle = (box.top + box.bottom) / 2;
  return [
    ...y.ticks.flatMap(({ value, label }) => [
      line([box.left, y(value)], [box.right, y(value)], { stroke: colours.grid }),
      text(box.left - 10, y(value) + 4.5, { words: label, "text-anchor": "end", ...fonts.axis }),
    ]),
    line([box.left, box.bottom], [box.right, box.bottom], { stroke: colours.quiet }),
    ...x.ticks.flatMap(({ value, label }) => [
      line([x(value), box.bottom], [x(value), box.bottom + 5], { stroke: colours.quiet }),
      text(x(value), box.bottom + 21, { words: label, "text-anchor": "middle", ...fonts.axis }),
    ]),
    text((box.left + box.right) / 2, box.bottom + 46, {
      words: "boosting rounds",
      "text-anchor": "middle",
      ...fonts.axis,
    }),
    text(0, 0, {
      words: "logloss",
      "text-anchor": "middle",
      transform: `translate(${box.left - 38} ${middle}) rotate(-90)`,
      ...fonts.axis,
    }),
  ];
}

// Written below the mark: no validation loss is less than the best.
function bestMark([x, y]: Point, { best, loss, box }: { best: number; loss: number; box: Box }): readonly string[] {
  const isRoomRight = x + 180 < box.right;
  // A rim of the ground's colour keeps the grid out of the letters.
  const rim = { stroke: isRoomRight ? colours.shade : colours.paper, "stroke-width": 4, "paint-order": "stroke" };
  const anchor = { "text-anchor": isRoomRight ? "start" : "end", ...rim, ...fonts.label };
  const at = isRoomRight ? x + 11 : x - 11;
  return [
    line([x, box.top], [x, box.bottom], { stroke: colours.quiet, "stroke-dasharray": "4 4" }),
    element("circle", { cx: x, cy: y, r: 5.5, fill: colours.paper, stroke: colours.validation, "stroke-width": 2.5 }),
    text(at, y + 26, { words: `best: round ${best}`, ...anchor, "font-weight": 600 }),
    text(at, y + 44, { words: `validation logloss ${loss.toFixed(4)}`, ...anchor }),
  ];
}
