import { type DescMessage, type MessageShape, toBinary, toJson } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../lib/dag/index.js";
import { LaunchPlanSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { TaskSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { type WorkflowSpec, WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import {
  decodeDag,
  decodeSubmitted,
  decodeTaskSpec,
  encodeClosure,
  encodeDag,
  encodeTaskSpec,
} from "../../../lib/idl/index.js";
import { goldenLaunchPlanTemplates, goldenModules, goldenPlace } from "../../support/golden-flytekit.js";
import { undescribed } from "../../support/undescribed.js";

const fromFlytekit = suite("lib/idl/golden-flytekit");
const modules = goldenModules();
const launchPlans = goldenLaunchPlanTemplates(modules);
const allTasks = modules.flatMap(({ tasks }) => tasks);

for (const module of modules) {
  fromFlytekit(`the tasks of ${module.name} come back byte for byte`, () => {
    for (const spec of module.tasks)
      same(TaskSpecSchema, encodeTaskSpec(decodeTaskSpec(spec, goldenPlace), goldenPlace), spec);
  });

  for (const workflow of module.workflows) {
    const name = workflow.template!.id!.name;
    const plans = module.launchPlans.filter(({ spec }) => spec.workflowId!.name === name);

    fromFlytekit(`${name} comes back byte for byte`, () => {
      const dag = decodeSubmitted({ workflow, tasks: tasksOf(workflow), launchPlans }, goldenPlace);
      const encoded = encodeDag(dag, goldenPlace);
      same(WorkflowSpecSchema, encoded.workflows[0]!.spec, workflow);
      assert.equal(JSON.parse(JSON.stringify(dag)), dag);
    });

    fromFlytekit(`${name} is the same Dag when compiled, save for descriptions, and a sound one`, () => {
      const tasks = tasksOf(workflow);
      const closure = encodeClosure(workflow, { tasks: tasks.map(({ template }) => template!) });
      const compiled = decodeDag({ workflow: closure, launchPlans }, goldenPlace);
      assert.equal(check(compiled), []);
      assert.equal(undescribed(compiled), undescribed(decodeSubmitted({ workflow, tasks, launchPlans }, goldenPlace)));
    });

    for (const plan of plans) {
      fromFlytekit(`${plan.name}, a launch plan of ${name}, comes back byte for byte`, () => {
        const parts = { workflow, tasks: tasksOf(workflow), launchPlan: plan.spec, launchPlans };
        const { launchPlans: encoded } = encodeDag(decodeSubmitted(parts, goldenPlace), goldenPlace);
        same(LaunchPlanSpecSchema, encoded[0]!.spec, plan.spec);
      });
    }
  }
}

fromFlytekit.run();

// Those the workflow or its sub-workflows use, in order of their ids, as a closure has them.
function tasksOf(workflow: WorkflowSpec) {
  const { tasks } = encodeClosure(workflow, { tasks: allTasks.map(({ template }) => template!) });
  const names = tasks.map(({ template }) => template!.id!.name);
  return names.map((name) => allTasks.find(({ template }) => template!.id!.name === name)!);
}

function same<Schema extends DescMessage>(
  schema: Schema,
  actual: MessageShape<Schema>,
  expected: MessageShape<Schema>,
) {
  assert.equal(toJson(schema, actual), toJson(schema, expected));
  assert.ok(Buffer.from(toBinary(schema, actual)).equals(toBinary(schema, expected)), "the bytes differ");
}
