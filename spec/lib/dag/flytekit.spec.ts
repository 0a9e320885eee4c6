import { create } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../lib/dag/index.js";
import { CompiledWorkflowClosureSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { decodeDag } from "../../../lib/idl/index.js";
import { goldenModules, goldenPlace } from "../../support/golden-flytekit.js";

const flytekit = suite("lib/dag/flytekit");

// These name entities of other modules, which a closure of one module cannot hold.
const elsewhere = new Set([
  "workflows.plans.caller",
  "workflows.references.through_plan",
  "workflows.references.through_task",
]);

flytekit("every workflow that flytekit registered is sound", () => {
  let seen = 0;
  for (const { tasks, workflows } of goldenModules()) {
    for (const { template, subWorkflows } of workflows) {
      const { name } = template!.id!;
      if (elsewhere.has(name)) continue;
      const workflow = create(CompiledWorkflowClosureSchema, {
        primary: { template: template! },
        subWorkflows: subWorkflows.map((inner) => ({ template: inner })),
        tasks: tasks.map((task) => ({ template: task.template! })),
      });
      assert.equal(check(decodeDag({ workflow }, goldenPlace)), [], name);
      seen += 1;
    }
  }
  assert.ok(seen > 60, `${seen} workflows`);
});

flytekit.run();
