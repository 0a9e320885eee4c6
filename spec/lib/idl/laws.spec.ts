import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Dag } from "../../../lib/dag/index.js";
import { LaunchPlanSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { TaskSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { CompiledWorkflowClosureSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import type { LaunchPlanTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import {
  decodeDag,
  decodeSubmitted,
  type EncodeOptions,
  encodeClosure,
  encodeDag,
  encodeInterface,
  encodeRef,
  encodeTaskSpec,
  type Place,
} from "../../../lib/idl/index.js";
import { randomDag } from "../../support/random-dag.js";
import { repository } from "../../support/sources.js";
import { undescribed } from "../../support/undescribed.js";

const laws = suite("lib/idl/laws");
const place: Place = { project: "flytesnacks", domain: "development", version: "a1b2c3" };
const seeds = 200;
const compiled = join(repository, "spec", "golden", "compile");

laws(`decode(encode(dag)) is dag, for ${seeds} random Dags that a plain Flyte can run`, () => {
  for (let seed = 0; seed < seeds; seed++) comesBack(randomDag(seed, { etl: false }), { target: "flyte" }, seed);
});

laws(`decode(encode(dag)) is dag, for ${seeds} random Dags that only flytepath can run`, () => {
  for (let seed = 0; seed < seeds; seed++) comesBack(randomDag(seed), { target: "flytepath" }, seed);
});

for (const name of readdirSync(compiled)) {
  const file = join(compiled, name, "dag.json");
  if (!existsSync(file)) continue;
  laws(`decode(encode(dag)) is dag, for what the pipeline ${name} compiles to`, () => {
    comesBack(JSON.parse(readFileSync(file, "utf8")) as Dag, { target: "flytepath" }, name);
  });
}

laws.run();

function comesBack(dag: Dag, options: EncodeOptions, what: number | string): void {
  const { workflows, launchPlans } = encodeDag(dag, place, options);
  const parts = {
    workflow: resent(WorkflowSpecSchema, workflows[0]!.spec),
    // Those of other places too, which exist already.
    tasks: Object.values(dag.tasks).map((task) => resent(TaskSpecSchema, encodeTaskSpec(task, place))),
    launchPlan: resent(LaunchPlanSpecSchema, launchPlans[0]!.spec),
    launchPlans: Object.values(dag.launchPlans).map(
      (plan): LaunchPlanTemplate => ({
        $typeName: "flyteidl.core.LaunchPlanTemplate",
        id: encodeRef(plan.ref, "launchPlan", place),
        interface: encodeInterface(plan.interface),
      }),
    ),
  };
  assert.equal(decodeSubmitted(parts, place), dag, `submitted, ${what}`);

  const closure = encodeClosure(parts.workflow, { tasks: parts.tasks.map(({ template }) => template!) });
  const decoded = decodeDag({ ...parts, workflow: resent(CompiledWorkflowClosureSchema, closure) }, place);
  assert.equal(undescribed(decoded), undescribed(dag), `compiled, ${what}`);
}

// Over the wire: what only an object in memory would keep is lost.
function resent<Schema extends Parameters<typeof toBinary>[0]>(
  schema: Schema,
  message: Parameters<typeof toBinary<Schema>>[1],
) {
  return fromBinary(schema, toBinary(schema, message));
}
