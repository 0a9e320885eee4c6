import { cases, generated, replayCase, type Route } from "./cases.js";
import { differences, meant } from "./differences.js";

// Replays every recorded call and prints what differs: `npm run conformance [part of a case …]`.

const parts = process.argv.slice(2);
const isChosen = (name: string) => parts.length === 0 || parts.some((part) => name.includes(part));
const reasons = new Map(
  differences.flatMap(({ id, steps, texts }) =>
    [steps, texts].flatMap((kind) =>
      Object.entries(kind ?? {}).flatMap(([name, list]) => list.map((step) => [`${name} / ${step}`, id] as const)),
    ),
  ),
);
let unexplained = 0;

for (const route of ["memory", "network"] as const) await play(route, cases.filter(isChosen));
console.log("generated calls");
await play("memory", generated.filter(isChosen));
process.exitCode = unexplained > 0 ? 1 : 0;

async function play(route: Route, names: readonly string[]): Promise<void> {
  let [same, differ, texts] = [0, 0, 0];
  console.log(`over ${route}`);
  for (const name of names) {
    const seen = new Set<string>();
    for (const { step, rpc, same: isSame, sameText, wanted, got } of await replayCase(name, route)) {
      if (isSame) same += 1;
      else differ += 1;
      if (isSame && sameText === false) texts += 1;
      if (isSame && sameText !== false) continue;
      const reason = reasons.get(`${name} / ${step}`);
      seen.add(step);
      if (reason === undefined) unexplained += 1;
      console.log(
        `${isSame ? "TEXT  " : "DIFFER"} ${name} / ${step} (${rpc})${reason === undefined ? "" : `: ${reason}`}`,
      );
      if (reason === undefined) console.log(`    - ${wanted}\n    + ${got}`);
    }
    for (const step of [...meant("steps", name), ...meant("texts", name)].filter((each) => !seen.has(each))) {
      unexplained += 1;
      console.log(`SAME   ${name} / ${step}, which is listed as different`);
    }
  }
  console.log(`${same} same, ${differ} differ, ${texts} texts differ\n`);
}
