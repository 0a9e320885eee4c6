import type { Importance, Verdict } from "../explain.js";
import type { Loss } from "../train-model.js";
import { drawImportanceBars } from "./importance-bars.js";
import { drawLearningCurve } from "./learning-curve.js";
import { colours, fonts } from "./look.js";
import { element, text } from "./svg.js";

/** What the picture tells. */
export interface Story {
  readonly curve: readonly Loss[];
  /** Rounds that were kept. */
  readonly rounds: number;
  readonly importances: readonly Importance[];
  readonly verdict: Verdict;
}

const [width, height] = [1120, 540];

/** Draws the learning curve and the importances side by side, as a whole SVG file. */
export function drawPicture({ curve, rounds, importances, verdict }: Story): string {
  const title = "Diabetes within five years: how the model learned, and what it looks at";
  const right = `${(verdict.accuracy * 100).toFixed(1)} % of the test rows right, logloss ${verdict.logloss.toFixed(4)}`;
  const said = `Boosted trees on the Pima table, ${rounds} rounds kept · ${right}`;
  const picture = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-labelledby": "title description",
      "font-family": "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif",
    },
    element("title", { id: "title" }, title),
    element("desc", { id: "description" }, said),
    element("rect", { width, height, fill: colours.paper }),
    text(40, 52, { words: title, ...fonts.title }),
    text(40, 80, { words: said, ...fonts.subtitle }),
    drawLearningCurve(curve, rounds, { left: 88, right: 620, top: 190, bottom: 470 }),
    drawImportanceBars(importances, { left: 800, right: 1080, top: 190, bottom: 470 }),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${picture}\n`;
}
