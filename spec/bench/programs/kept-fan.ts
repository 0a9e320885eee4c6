import { execute } from "../../../lib/engine/index.js";
import { openJournal } from "../../../lib/journal/index.js";
import { int } from "../../support/graph.js";
import { fan } from "../step-graphs.js";

// kept-fan WIDTH STATE: runs a fan-out of steps that do nothing, kept in a state folder, in a process that does nothing else.
// Prints milliseconds and the peak of memory in bytes.

const [width, state] = process.argv.slice(2);
const dag = fan(Number(width));
const journal = openJournal(state!);
const start = performance.now();
const recording = (await journal.begin({ id: "fan", dag, inputs: {} }))!;
const { phase } = await execute(
  dag,
  {},
  {
    run: "fan",
    runner: { run: async (_, { a = int(0) }) => ({ outputs: { o: a } }) },
    onEvent: (event) => recording.tell(event),
  },
);
await recording.release();
const milliseconds = performance.now() - start;
await journal[Symbol.asyncDispose]();
if (phase !== "SUCCEEDED") throw new Error(phase);
console.log(JSON.stringify({ milliseconds, peak: process.resourceUsage().maxRSS * 1024 }));
