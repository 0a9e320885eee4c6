import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { importancesOf, judge, sentenceOf } from "./explain.js";
import { partsOf } from "./parts.js";
import { drawPicture } from "./picture/draw-picture.js";
import { trainModel } from "./train-model.js";

// Trains, judges, explains, draws and saves, with the library alone: `main.ts [folder]`.

const folder = process.argv[2] ?? "boosted";

const { train, validation, test } = partsOf(7);
const { booster, curve } = await trainModel(
  { train, validation },
  {
    onRound: ({ round, scores }) => {
      if (round % 20 === 0)
        console.log(`round ${round + 1}: ${scores.map((s) => `${s.set} ${s.value.toFixed(4)}`).join(", ")}`);
    },
  },
);
const verdict = judge(booster, test);
const importances = importancesOf(booster, test);
console.log(`stopped after ${curve.length} rounds, kept ${booster.rounds}`);
console.log(`on ${test.length} rows it has not seen: accuracy ${verdict.accuracy}, logloss ${verdict.logloss}`);
console.log(`the first of them: ${sentenceOf(booster, test[0]!)}`);

await mkdir(folder, { recursive: true });
await writeFile(join(folder, "model.json"), booster.saveModel("json"));
await writeFile(join(folder, "picture.svg"), drawPicture({ curve, rounds: booster.rounds, importances, verdict }));
console.log(`wrote ${join(folder, "model.json")} and ${join(folder, "picture.svg")}`);
