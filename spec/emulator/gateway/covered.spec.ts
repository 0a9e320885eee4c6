import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findBinding } from "../../../emulator/gateway/bindings.js";
import { isCovered } from "../../../emulator/gateway/covered.js";

const covered = suite("emulator/gateway/covered");

// From the tables of Flyte's own gateway (flyteidl 1.16), walked by hand.
const routes: readonly (readonly [path: string, covered: readonly string[], open: readonly string[]])[] = [
  [
    "/api/v1/launch_plans/p/d/n/v",
    ["id.domain", "id.version", "name", "version", "project.x"],
    ["id", "id.project", "id.name", "id.resource_type", "limit", ""],
  ],
  ["/api/v1/workflow_attributes/p/d/w", ["project", "domain", "workflow", "workflow.x"], ["resource_type", "workflo"]],
  [
    "/api/v1/named_entities/TASK/p/d/n",
    ["resource_type", "resourceType", "id.project", "id.name"],
    ["id.domain", "sort_by.key"],
  ],
];

for (const [path, said, open] of routes) {
  const binding = findBinding("GET", path)?.binding;
  covered(`a query of ${path} may say what Flyte's table does not find`, () => {
    assert.ok(binding);
    for (const name of said) assert.is(isCovered(name, binding), true, name);
    for (const name of open) assert.is(isCovered(name, binding), false, name);
  });
}

covered("where the path says nothing, nothing is covered", () => {
  const binding = findBinding("GET", "/api/v1/projects")?.binding;
  assert.ok(binding);
  assert.is(isCovered("limit", binding), false);
});

covered.run();
