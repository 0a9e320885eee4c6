import { readdirSync } from "node:fs";
import { join } from "node:path";
import { create, fromBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../lib/dag/index.js";
import { TaskSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { CompiledWorkflowClosureSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { decodeDag } from "../../../lib/idl/index.js";
import { golden } from "../../support/golden.js";
import { repository } from "../../support/sources.js";

const flytekit = suite("lib/dag/flytekit");

interface Entity {
  readonly kind: string;
  readonly name: string;
  readonly base64: string;
}

// These name entities of other modules, which a closure of one module cannot hold.
const elsewhere = new Set([
  "workflows.plans.caller",
  "workflows.references.through_plan",
  "workflows.references.through_task",
]);
const place = { project: "flytesnacks", domain: "development", version: "v1" };

flytekit("every workflow that flytekit registered is sound", () => {
  const files = readdirSync(join(repository, "spec", "golden", "flytekit")).filter(
    (file) => file !== "literals.json.gz",
  );
  let seen = 0;
  for (const file of files) {
    const { entities = [] } = golden<{ entities?: readonly Entity[] }>(`flytekit/${file.replace(/\.gz$/, "")}`);
    const bytes = (kind: string) => entities.filter((entity) => entity.kind === kind);
    const tasks = bytes("TASK").map(({ base64 }) => fromBinary(TaskSpecSchema, Buffer.from(base64, "base64")).template);
    for (const { name, base64 } of bytes("WORKFLOW").filter((entity) => !elsewhere.has(entity.name))) {
      const { template, subWorkflows } = fromBinary(WorkflowSpecSchema, Buffer.from(base64, "base64"));
      const workflow = create(CompiledWorkflowClosureSchema, {
        primary: { template: template! },
        subWorkflows: subWorkflows.map((inner) => ({ template: inner })),
        tasks: tasks.map((task) => ({ template: task! })),
      });
      assert.equal(check(decodeDag({ workflow }, place)), [], name);
      seen += 1;
    }
  }
  assert.ok(seen > 60, `${seen} workflows`);
});

flytekit.run();
