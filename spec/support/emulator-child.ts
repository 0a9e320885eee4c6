import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { openEmulator } from "../../emulator/index.js";
import { folderBlobs } from "../../lib/blobs/index.js";
import { launch, watch } from "../../lib/client/index.js";
import { place } from "./emulated.js";
import { type Body, fakeRunner } from "./fake-runner.js";
import { graph, int, promise, variables } from "./graph.js";

// An emulator in a folder that starts runs without end, to be killed: `node emulator-child.js FOLDER FIRST`. On stdout it says
// `acked NAME` when a run is acknowledged and `seen NAME` when a client knows that it succeeded.

const number = (value: unknown) => Number((value as { value: string }).value);

/** The pipeline of the runs: 1 → 2 → 3, its middle over three elements' worth of turns. */
export const chain = graph({
  ref: { name: "chain" },
  interface: { inputs: variables(["a"]), outputs: variables(["o"]) },
  nodes: {
    n0: { task: "inc", inputs: { a: promise("", "a") } },
    n1: { task: "slow", inputs: { a: promise("n0") } },
    n2: { task: "inc", inputs: { a: promise("n1") } },
  },
  outputs: { o: promise("n2") },
});

/** Opens the emulator of a folder; its tasks write what they begin to `work.log` there. */
export function openIn(folder: string) {
  const logged =
    (body: Body): Body =>
    (inputs, attempt, task) => {
      appendFileSync(join(folder, "work.log"), `${attempt.run} ${attempt.nodeId} ${attempt.attempt}\n`);
      return body(inputs, attempt, task);
    };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const runner = fakeRunner({
    inc: logged(({ a }) => number(a) + 1),
    slow: logged(async ({ a }) => {
      for (let turns = 0; turns < 3; turns++) await turn();
      return number(a) * 2;
    }),
  });
  const blobs = folderBlobs(join(folder, "blobs"), { uris: "path" });
  return openEmulator({ runner, blobs, database: join(folder, "emulator.db") });
}

if (process.argv[2] !== undefined && process.argv[1]?.endsWith("emulator-child.js")) {
  const { backend, register } = openIn(process.argv[2]);
  await register(chain, place);
  process.stdout.write("open\n");
  for (let index = Number(process.argv[3]); ; index++) {
    const inputs = { a: int(index) };
    const id = await launch(backend, { kind: "launchPlan", ref: { name: "chain" }, inputs, name: `r${index}` });
    process.stdout.write(`acked ${id.name}\n`);
    void watch(backend, id).then(({ phase }) => {
      if (phase === "SUCCEEDED") process.stdout.write(`seen ${id.name}\n`);
    });
    await new Promise((resolve) => setImmediate(resolve));
  }
}
