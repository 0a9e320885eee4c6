import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Compiled, compile } from "../../dsl/compile/index.js";
import { start } from "../../dsl/run/index.js";
import { type Dag, freeze } from "../../lib/dag/index.js";
import type { Event } from "../../lib/engine/index.js";
import {
  decodeDag,
  encodeClosure,
  encodeDag,
  encodeInterface,
  encodeRef,
  encodeTaskSpec,
} from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import { ExampleFlyte } from "../../samples/01-diabetes/pipeline.js";
import { DiabetesXgboostModel } from "../../samples/01-diabetes/workflow.js";
import { NightlyOrders } from "../../samples/02-etl/pipeline.js";
import { fakeClock } from "../support/fake-clock.js";
import { play } from "../support/fake-runner.js";
import { randomDag } from "../support/random-dag.js";
import { randomRunner } from "../support/random-runner.js";

// The law of the waist: a Dag that has been to the wire and back runs as the one it was made from.

const laws = suite("contract/laws");
const place = { project: "flytesnacks", domain: "development", version: "a1b2c3" };
const samples = { ExampleFlyte, DiabetesXgboostModel, NightlyOrders };

for (const [name, pipeline] of Object.entries(samples)) {
  laws(`${name} from the wire gives the outputs and the order of events of ${name} from its class`, async () => {
    const compiled = compile(pipeline);
    const written = await runSample(compiled);
    const wired = await runSample({ ...compiled, dag: overTheWire(compiled.dag) });
    assert.is(written.phase, "SUCCEEDED");
    assert.equal(wired, written);
  });
}

laws("random Dags from the wire give the outputs and the order of events of those they were made from", async () => {
  for (let seed = 0; seed < 100; seed += 1) {
    const dag = freeze(randomDag(seed));
    assert.equal(await runRandom(overTheWire(dag)), await runRandom(dag), `seed ${seed}`);
  }
});

laws.run();

function overTheWire(dag: Dag): Dag {
  const { workflows, launchPlans } = encodeDag(dag, place, { target: "flytepath" });
  const tasks = Object.values(dag.tasks).map((task) => encodeTaskSpec(task, place).template!);
  const parts = {
    workflow: encodeClosure(workflows[0]!.spec, { tasks }),
    launchPlan: launchPlans[0]!.spec,
    launchPlans: Object.values(dag.launchPlans).map((plan) => ({
      $typeName: "flyteidl.core.LaunchPlanTemplate" as const,
      id: encodeRef(plan.ref, "launchPlan", place),
      interface: encodeInterface(plan.interface),
    })),
  };
  return freeze(decodeDag(parts, place));
}

// Names of executions, and with them the addresses of files, differ from run to run; so do the moments.
async function runSample(compiled: Compiled) {
  const run = start(compiled, {}, { state: "memory", name: "law" });
  const order: string[] = [];
  for await (const event of run.events) if (!isProgress(event)) order.push(described(event));
  const { phase, outputs = {} } = await run.outcome;
  return { phase, order, outputs: plain(outputs) };
}

function plain(outputs: Literals): readonly string[] {
  return Object.entries(outputs).map(
    ([name, value]) => `${name} ${value.kind === "blob" ? value.format : JSON.stringify(value)}`,
  );
}

async function runRandom(dag: Dag) {
  const clock = fakeClock();
  const { phase, outputs, events } = await clock.until(
    play(dag, {}, { clock, runner: randomRunner(dag), random: () => 0.5 }),
  );
  return { phase, outputs, order: events.map(described) };
}

// Lines for people come when a worker gets to say them.
function isProgress(event: Event): boolean {
  return event.kind === "task" && event.progress !== undefined;
}

function described(event: Event): string {
  return [event.kind, "node" in event ? event.node : "", event.phase].join(" ");
}
