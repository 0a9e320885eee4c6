import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check, type Dag, digest } from "../../../lib/dag/index.js";
import { decodeSubmitted, encodeDag } from "../../../lib/idl/index.js";
import { repository } from "../../support/sources.js";

// What the compiler gives is a Dag that the other rooms take: it is sound, and crosses the wire without loss.

const compiled = suite("dsl/compile/compiled");
const cases = join(repository, "spec", "golden", "compile");
const place = { project: "flytesnacks", domain: "development", version: "v1" };

for (const name of readdirSync(cases)) {
  const file = join(cases, name, "dag.json");
  const dag = readDag(file);
  if (dag === undefined) continue;
  compiled(`${name} is sound, and the same after the wire`, () => {
    assert.equal(check(dag), []);
    const { tasks, workflows, launchPlans } = encodeDag(dag, place);
    const back = decodeSubmitted(
      { workflow: workflows[0]!.spec, tasks: tasks.map(({ spec }) => spec), launchPlan: launchPlans[0]!.spec },
      place,
    );
    assert.equal(JSON.parse(JSON.stringify(back)), JSON.parse(JSON.stringify(dag)));
    assert.is(digest(back), digest(dag));
  });
}

compiled.run();

function readDag(file: string): Dag | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Dag;
  } catch {
    return undefined;
  }
}
