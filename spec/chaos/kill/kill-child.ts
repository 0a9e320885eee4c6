import { writeSync } from "node:fs";
import { harnessed, start } from "../../../dsl/run/index.js";
import type { FaultPlan } from "../../../dsl/testing/faults/fault-plan.js";
import { faultyPorts } from "../../../dsl/testing/faults/faulty-ports.js";
import { Life } from "../../../dsl/testing/faults/life.js";
import { toJsonOrigin } from "../../../dsl/cli/runs/origin.js";
import { flyte } from "../../../lib/client/index.js";
import { fileURLToPath } from "node:url";
import { killCases } from "./kill-cases.js";

// `node kill-child.js CASE URL STATE AT`: runs a pipeline, or goes on with it, and kills itself at the point that it passes as the AT-th;
// 0: at none. Prints the point, or the end of the run.

const [name = "", url = "", state = "", at = "0"] = process.argv.slice(2);
const { pipeline, inputs, on } = killCases[name]!;
let passed = 0;
const counts = new Map<string, number>();

const plan: FaultPlan = {
  at(point) {
    passed += 1;
    const count = (counts.get(point) ?? 0) + 1;
    counts.set(point, count);
    if (passed !== Number(at)) return undefined;
    // Nothing of this process runs after it: no handler, no buffer that is flushed.
    writeSync(1, `killed ${point} #${count}\n`);
    process.kill(process.pid, "SIGKILL");
    return undefined;
  },
  random: () => 0.5,
  whole: () => 1,
};

const backend = on === "flyte" ? flyte(url) : undefined;
const origin = toJsonOrigin({
  file: fileURLToPath(import.meta.url),
  pipeline: name,
  backend: on === "flyte" ? url : "embedded",
});
const outcome = await harnessed(
  faultyPorts(new Life(plan)),
  // What the pipeline takes is the case's business.
  () => start(pipeline, inputs as never, { runId: "killed", state, origin, ...(backend && { backend }) }).outcome,
);
await backend?.[Symbol.asyncDispose]();
const { phase, outputs, error, cause } = outcome;
console.log(JSON.stringify({ passed, phase, outputs, error: error?.message, cause }));
