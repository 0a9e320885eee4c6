import { fromJson, type JsonObject, type JsonValue, toJson } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { CompiledWorkflowClosureSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { TaskTemplateSchema } from "../../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { dagOfTask, decodeTask, encodeClosure, encodeDag } from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";
import { goldenLines } from "../../support/golden.js";
import { pruned } from "../../support/pruned.js";

interface Call {
  readonly step: string;
  readonly rpc: string;
  readonly request: { readonly id?: { name: string; version: string }; readonly spec?: JsonValue };
  readonly response?: { readonly closure?: { readonly compiled_workflow: JsonValue } };
}

const closures = suite("lib/idl/closure");
const recorded = goldenLines<Call>("flyteadmin/03-workflows.jsonl");
const created = (rpc: string) => recorded.filter((call) => call.rpc === rpc && call.response !== undefined);
const tasks = created("CreateTask").map(({ request }) =>
  fromJson(TaskTemplateSchema, (request.spec as JsonObject).template as JsonValue),
);
const submitted = new Map(created("CreateWorkflow").map(({ request }) => [key(request.id), request.spec!]));

for (const { step, request, response } of created("GetWorkflow")) {
  const spec = submitted.get(key(request.id));
  if (spec === undefined) continue;

  closures(`${step} as FlyteAdmin compiled it`, () => {
    const id = fromJson(IdentifierSchema, request.id!);
    const closure = encodeClosure(fromJson(WorkflowSpecSchema, spec), { tasks, id });
    assert.equal(shown(closure), shown(fromJson(CompiledWorkflowClosureSchema, response!.closure!.compiled_workflow)));
  });
}

closures("the workflow around a single task is that of FlyteAdmin", () => {
  const generated = goldenLines<Call>("flyteadmin/08-executions.jsonl").filter(({ step }) =>
    step.startsWith("generated workflow"),
  );
  assert.is(generated.length, 2);
  for (const { request, response } of generated) {
    const expected = fromJson(CompiledWorkflowClosureSchema, response!.closure!.compiled_workflow);
    const template = expected.tasks[0]!.template!;
    const { project, domain, version } = template.id!;
    const dag = dagOfTask(template, { project, domain, version });
    const { workflows } = encodeDag(dag, { project, domain, version });
    assert.is(dag.ref.name, request.id!.name);
    assert.equal(shown(encodeClosure(workflows[0]!.spec, { tasks: [template] })), shown(expected));
  }
});

closures("a task that says nothing of retries has three when it runs alone", () => {
  const template = tasks[0]!;
  const { retries: _none, ...metadata } = template.metadata!;
  const silent = { ...template, metadata };
  const { project, domain, version } = template.id!;
  const place = { project, domain, version };
  assert.is(decodeTask(silent, place).retries, undefined);
  assert.is(dagOfTask(silent, place).nodes[0]!.retries, 3);
});

closures("a task that was not given is missing by name", () => {
  const spec = fromJson(WorkflowSpecSchema, [...submitted.values()][1]!);
  const error = throws(() => encodeClosure(spec, { tasks: [] }), "WIRE_REFERENCE_MISSING");
  assert.match(error.message, "inc");
});

closures.run();

function key(id: { readonly name: string; readonly version: string } | undefined): string {
  return `${id?.name}:${id?.version}`;
}

function shown(closure: Parameters<typeof toJson<typeof CompiledWorkflowClosureSchema>>[1]): JsonValue {
  return pruned(toJson(CompiledWorkflowClosureSchema, closure));
}
