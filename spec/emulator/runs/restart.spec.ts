import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Emulator, openEmulator, type OpenEmulatorOptions } from "../../../emulator/index.js";
import { folderBlobs } from "../../../lib/blobs/index.js";
import { launch, terminate, watch } from "../../../lib/client/index.js";
import { place } from "../../support/emulated.js";
import { throws, within } from "../../support/expect.js";
import { type Body, fakeRunner } from "../../support/fake-runner.js";
import { graph, int, promise, variables } from "../../support/graph.js";

const restart = suite("emulator/runs/restart");

const folder = mkdtempSync(join(tmpdir(), "flytepath-restart-"));
restart.after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

// What ran, as `node attempt`.
function opening(name: string, ran: string[], more: Partial<OpenEmulatorOptions> & { readonly bodies: Bodies }) {
  const { bodies, ...options } = more;
  const told = Object.entries(bodies).map(([task, body]): [string, Body] => [
    task,
    (inputs, attempt, known) => {
      ran.push(`${attempt.run} ${attempt.nodeId} ${attempt.attempt}`);
      return body(inputs, attempt, known);
    },
  ]);
  const runner = fakeRunner(Object.fromEntries(told));
  const blobs = folderBlobs(join(folder, name, "blobs"), { uris: "path" });
  return openEmulator({ runner, blobs, database: join(folder, name, "emulator.db"), ...options });
}

type Bodies = Readonly<Record<string, Body>>;

const endless: Body = (_, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
const number: (value: unknown) => number = (value) => Number((value as { value: string }).value);

const steps = graph({
  ref: { name: "steps" },
  interface: { inputs: variables(["a"]), outputs: variables(["o"]) },
  nodes: {
    n0: { task: "first", inputs: { a: promise("", "a") } },
    n1: { task: "second", inputs: { a: promise("n0") } },
    n2: { task: "third", inputs: { a: promise("n1") } },
  },
  outputs: { o: promise("n2") },
});
const before: Bodies = { first: ({ a }) => number(a) + 1, second: endless, third: () => 0 };
const after: Bodies = { first: () => 0, second: ({ a }) => number(a) * 10, third: ({ a }) => number(a) + 5 };

async function until(ran: readonly string[], line: string): Promise<void> {
  while (!ran.includes(line)) await new Promise((resolve) => setImmediate(resolve));
}

async function begun(emulator: Emulator, name: string) {
  await emulator.register(steps, place);
  const ref = { name: "steps" };
  return await launch(emulator.backend, { kind: "launchPlan", ref, name, inputs: { a: int(1) } });
}

restart("a run that a closed emulator left goes on in the next one: what had ended is not done again", async () => {
  const [state, ran]: [string, string[]] = [`${++count}`, []];
  const first = opening(state, ran, { bodies: before });
  const id = await begun(first, "left");
  await within(5000, until(ran, "left n1 0"));
  await first.close();
  const second = opening(state, ran, { bodies: after });
  const outcome = await within(5000, watch(second.backend, id));
  assert.equal(outcome, { phase: "SUCCEEDED", outputs: { o: int(25) } });
  assert.equal(ran, ["left n0 0", "left n1 0", "left n1 1", "left n2 0"]);
  await second.close();
});

restart("a run is aborted where the emulator is told to, and stays so", async () => {
  const [state, ran]: [string, string[]] = [`${++count}`, []];
  const first = opening(state, ran, { bodies: before, onClose: "abort" });
  const id = await begun(first, "aborted");
  await within(5000, until(ran, "aborted n1 0"));
  await first.close();
  const second = opening(state, ran, { bodies: after });
  const outcome = await within(5000, watch(second.backend, id));
  assert.equal([outcome.phase, outcome.abortCause], ["ABORTED", "the emulator was closed"]);
  assert.equal(ran, ["aborted n0 0", "aborted n1 0"]);
  await second.close();
});

restart("a run that somebody was aborting ends as aborted, with who asked's cause", async () => {
  const [state, ran]: [string, string[]] = [`${++count}`, []];
  const first = opening(state, ran, { bodies: { ...before, second: () => new Promise(() => {}) } });
  const id = await begun(first, "stubborn");
  await within(5000, until(ran, "stubborn n1 0"));
  await terminate(first.backend, id, "enough of it");
  await first.close();
  const second = opening(state, ran, { bodies: after });
  const outcome = await within(5000, watch(second.backend, id));
  assert.equal([outcome.phase, outcome.abortCause], ["ABORTED", "enough of it"]);
  await second.close();
});

restart("the run of a launch-plan node goes on with its parent, and is not started twice", async () => {
  const [state, ran]: [string, string[]] = [`${++count}`, []];
  const first = opening(state, ran, { bodies: before });
  await first.register(steps, place);
  const parent = graph({
    ref: { name: "parent" },
    interface: { inputs: {}, outputs: variables(["o"]) },
    nodes: {
      n0: { target: { kind: "launchPlan", launchPlan: "steps" }, inputs: { a: { kind: "literal", literal: int(1) } } },
    },
    outputs: { o: promise("n0") },
    launchPlans: { steps: { ref: { name: "steps" }, interface: steps.interface } },
  });
  await first.register(parent, place);
  const id = await launch(first.backend, { kind: "launchPlan", ref: { name: "parent" }, name: "whole", inputs: {} });
  await within(5000, childAt(ran, "n1 0"));
  await first.close();
  const second = opening(state, ran, { bodies: after });
  const outcome = await within(5000, watch(second.backend, id));
  assert.equal(outcome, { phase: "SUCCEEDED", outputs: { o: int(25) } });
  assert.is(new Set(ran.map((line) => line.split(" ")[0])).size, 1, "one child run");
  assert.equal(
    ran.map((line) => line.replace(/^\S+ /, "")),
    ["n0 0", "n1 0", "n1 1", "n2 0"],
  );
  await second.close();
});

async function childAt(ran: readonly string[], end: string): Promise<void> {
  while (!ran.some((line) => line.endsWith(` ${end}`))) await new Promise((resolve) => setImmediate(resolve));
}

restart("a second emulator is refused the state of a running one, and told whose it is", async () => {
  const state = `${++count}`;
  const first = opening(state, [], { bodies: before });
  const error = throws(() => opening(state, [], { bodies: before }), "STATE_LOCKED");
  assert.match(error.message, `process ${process.pid}`);
  await first.close();
  await opening(state, [], { bodies: before }).close();
});

restart.run();
