import { flyte, type Backend } from "../../../lib/client/index.js";
import { start } from "../../../dsl/index.js";
import { withFaults } from "../../../dsl/testing/index.js";
import { Remotely } from "./remotely.js";

// `node kill-child.js URL STATE SEED GO`: runs a pipeline, or goes on with it, and kills itself where the seed and the number of the go
// say so. Prints where, and the end of the run.

const [url = "", state = "", seed = "0", go = "0"] = process.argv.slice(2);
const backend: Backend = flyte(url);
const outcome = await withFaults(
  {
    seed: Number(seed) * 1000 + Number(go),
    kinds: ["crash"],
    rate: 0.06,
    onFault({ at }) {
      // Nothing of this process runs after it: no handler, no buffer that is flushed.
      process.stdout.write(`killed ${at}\n`, () => {});
      process.kill(process.pid, "SIGKILL");
    },
  },
  () => start(Remotely, { n: 1 }, { runId: "killed", state, backend }).outcome,
);
await backend[Symbol.asyncDispose]();
console.log(JSON.stringify({ phase: outcome.phase, outputs: outcome.outputs, error: outcome.error?.message }));
