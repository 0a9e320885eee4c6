import {
  type DescMessage,
  fromJson,
  type JsonObject,
  type JsonValue,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { EntityRef, Task } from "../../../lib/dag/index.js";
import type { Interface } from "../../../lib/types/index.js";
import { type LaunchPlanSpec, LaunchPlanSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { TaskSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { CompiledWorkflowClosureSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import type { WorkflowTemplate } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { TypedInterfaceSchema } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import {
  decodeClosure,
  decodeInterface,
  decodeLaunchPlan,
  decodeTaskSpec,
  decodeWorkflow,
  encodeLaunchPlan,
  encodeParameters,
  encodeRef,
  encodeTaskSpec,
  encodeWorkflow,
  type Place,
} from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";
import { goldenLines } from "../../support/golden.js";
import { pruned } from "../../support/pruned.js";

interface Call {
  readonly case: string;
  readonly step: string;
  readonly rpc: string;
  readonly request: { readonly id?: Place & { readonly name: string }; readonly spec?: JsonValue };
  readonly response?: JsonObject;
}

const recorded = suite("lib/idl/recorded-flyteadmin");
const cases = ["02-tasks", "03-workflows", "04-launch-plans", "08-executions"];
const calls = cases.flatMap((name) => goldenLines<Call>(`flyteadmin/${name}.jsonl`));
const accepted = (rpc: string) =>
  calls.filter((call) => call.rpc === rpc && call.response !== undefined && call.request.spec !== undefined);

// What the wire can say, FlyteAdmin accepts, and nothing could run: refused, by name.
const refused: Readonly<Record<string, string>> = {
  "variable without type": "WIRE_FIELD_MISSING",
  "variable of empty type": "WIRE_FIELD_MISSING",
  "output of empty type": "WIRE_FIELD_MISSING",
  "list of empty type": "WIRE_FIELD_MISSING",
};

recorded("every task that FlyteAdmin accepted comes back with nothing lost", () => {
  for (const { step, request } of accepted("CreateTask")) {
    // FlyteAdmin stores the request's id in the template, whatever was there.
    const spec = fromJson(TaskSpecSchema, request.spec!);
    spec.template!.id = encodeRef(request.id!, "task", request.id!);
    same(step, TaskSpecSchema, {
      expected: spec,
      comesBack: () => encodeTaskSpec(decodeTaskSpec(spec, request.id!), request.id!),
    });
  }
});

recorded("every workflow that FlyteAdmin accepted comes back with nothing lost", () => {
  for (const { step, request } of accepted("CreateWorkflow")) {
    const spec = fromJson(WorkflowSpecSchema, request.spec!);
    const place = request.id!;
    const comesBack = () => ({
      ...spec,
      template: decodeAndEncode(spec.template!, place),
      subWorkflows: spec.subWorkflows.map((sub) => decodeAndEncode(sub, place)),
    });
    same(step, WorkflowSpecSchema, { expected: spec, comesBack });
  }
});

recorded("every launch plan that FlyteAdmin accepted comes back with nothing lost", () => {
  const interfaces = new Map(
    accepted("CreateWorkflow").map(({ request }) => [
      nameOf(request.id),
      (request.spec as JsonObject).template as JsonObject,
    ]),
  );
  for (const { step, request } of accepted("CreateLaunchPlan")) {
    const spec = fromJson(LaunchPlanSpecSchema, request.spec!);
    const { workflowId } = spec;
    const template = interfaces.get(nameOf(workflowId))!;
    const workflow = {
      ref: { name: workflowId!.name },
      interface: decodeInterface(fromJson(TypedInterfaceSchema, template.interface ?? {})),
    };
    same(step, LaunchPlanSpecSchema, {
      expected: completed(spec, workflow.interface),
      comesBack: () => encodeLaunchPlan({ ...workflow, ...decodeLaunchPlan(spec, workflow) }, workflowId!),
    });
  }
});

recorded("every closure that FlyteAdmin compiled is understood", () => {
  const closures = calls.flatMap(({ step, response, request }) => {
    const closure = (response?.closure as JsonObject | undefined)?.compiled_workflow;
    return closure === undefined ? [] : [{ step, closure, place: request.id! }];
  });
  assert.ok(closures.length > 40);
  for (const { step, closure, place } of closures) {
    const { primary } = decodeClosure(fromJson(CompiledWorkflowClosureSchema, closure), place);
    assert.ok(
      primary.nodes.every(({ id }) => id !== "start-node" && id !== "end-node"),
      step,
    );
  }
});

recorded.run();

function decodeAndEncode(template: WorkflowTemplate, place: Place): WorkflowTemplate {
  const tables = { tasks: everything<Task>(), workflows: everything(), launchPlans: everything() };
  return encodeWorkflow(decodeWorkflow(template, place), { place, ...tables });
}

// A table that holds whatever is asked for: these workflows are looked at without what they refer to.
function everything<Entity extends { readonly ref: EntityRef }>(): Readonly<Record<string, Entity>> {
  return new Proxy({}, { get: (_, key) => ({ ref: refOf(String(key)) }) });
}

function refOf(key: string): EntityRef {
  const [project, domain, name, version] = key.split(":").map((part) => (part === "" ? undefined : part));
  if (name === undefined) return { name: key };
  return JSON.parse(JSON.stringify({ name, project, domain, version })) as EntityRef;
}

// An input of which the plan says nothing is one that it requires, unless it is fixed.
function completed(spec: LaunchPlanSpec, { inputs }: Interface): LaunchPlanSpec {
  const silent = Object.entries(inputs).filter(([name]) => spec.fixedInputs?.literals[name] === undefined);
  const required = Object.fromEntries(silent.map(([name, variable]) => [name, { variable, required: true }]));
  const parameters = { ...encodeParameters(required).parameters, ...spec.defaultInputs?.parameters };
  return { ...spec, defaultInputs: { $typeName: "flyteidl.core.ParameterMap", parameters } };
}

function nameOf(id: { readonly name: string } | undefined): string {
  return id?.name ?? "";
}

function same<Schema extends DescMessage>(
  step: string,
  schema: Schema,
  { expected, comesBack }: { readonly expected: MessageShape<Schema>; comesBack(): MessageShape<Schema> },
): void {
  const code = refused[step];
  if (code !== undefined) {
    throws(comesBack, code);
    return;
  }
  assert.equal(shown(toJson(schema, comesBack())), shown(toJson(schema, expected)), step);
}

// To FlyteAdmin it is the same whether a promise of an input names `start-node` or no node, and a sleep no time or none.
function shown(json: JsonValue): JsonValue {
  const unsaid: Readonly<Record<string, string>> = { nodeId: "start-node", duration: "0s" };
  const text = JSON.stringify(json, (key, value) => (unsaid[key] === value ? undefined : value));
  return pruned(JSON.parse(text) as JsonValue);
}
