import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../../dsl/index.js";
import { Study } from "../../samples/04-when-things-go-wrong/pipeline.js";
import { DiabetesStudy } from "../../samples/04-when-things-go-wrong/workflow.js";
import { rejects } from "../support/expect.js";

const sample = suite("samples/04-when-things-go-wrong");
const options = { state: "memory", pipelines: [DiabetesStudy] } as const;

sample("the accuracy of some splits is told as mean, lowest and highest", async () => {
  const { mean, lowest, highest, summary } = await run(Study, { trials: 3, rounds: 5 }, options);
  assert.ok(0.6 < lowest && lowest < mean && mean < highest && highest < 0.9, summary);
  assert.match(summary, / right, from .* in 3 trials$/);
});

sample("its Flyte side must be registered", async () => {
  const missing = run(Study, { trials: 2, rounds: 1 }, { state: "memory" });
  await rejects(missing, "BACKEND_ENTITY_UNKNOWN");
});

sample.run();
