import { create } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Dag, Node, Plan } from "../../../lib/dag/index.js";
import { IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import {
  decodeDag,
  decodeRef,
  decodeSubmitted,
  decodeTask,
  decodeWorkflow,
  type EncodeOptions,
  encodeClosure,
  encodeDag,
  type Place,
} from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";

const registration = suite("lib/idl/registration");
const place: Place = { project: "p", domain: "d", version: "v" };
const none = { inputs: {}, outputs: {} };

registration("what Flyte has no message for is carried through its free texts", () => {
  const dag = pipeline({
    node: { pool: "gpu", priority: 3, backoff: { initial: "1.5s", factor: 3, max: "60s", jitter: 0.5 } },
    plan: {
      schedule: "every 1h30m",
      timezone: "Europe/Zurich",
      startDate: "2021-01-01T00:00:00Z",
      endDate: "2022-01-01T00:00:00Z",
      catchup: false,
      runTimeout: "3600s",
      maxActiveRuns: 1,
      annotations: { note: "kept" },
    },
    task: { backoff: { initial: "1s" }, isolation: "thread", config: { other: "kept" } },
  });
  const { tasks, workflows, launchPlans } = encodeDag(dag, place);
  assert.equal(tasks[0]!.spec.template!.config, {
    other: "kept",
    "flytepath/backoff": '{"initial":"1s"}',
    "flytepath/isolation": '"thread"',
  });
  assert.is(workflows[0]!.spec.template!.nodes[0]!.metadata!.config["flytepath/pool"], '"gpu"');
  assert.is(launchPlans[0]!.spec.annotations!.values["flytepath/catchup"], "false");
  assert.equal(roundTrip(dag), dag);
});

registration("a cron schedule with a time zone is one that Flyte's scheduler keeps", () => {
  const plan: Plan = { schedule: "0 3 * * *", timezone: "Europe/Zurich", kickoffTimeInput: "at" };
  const dag = pipeline({ plan });
  const { entityMetadata, annotations } = encodeDag(dag, place).launchPlans[0]!.spec;
  assert.equal(annotations!.values, {});
  assert.is(entityMetadata!.schedule!.kickoffTimeInputArg, "at");
  const expression = entityMetadata!.schedule!.ScheduleExpression;
  assert.is(expression.case === "cronSchedule" && expression.value.schedule, "CRON_TZ=Europe/Zurich 0 3 * * *");
  assert.equal(roundTrip(dag), dag);
});

registration("a rate below a minute is refused on Flyte and carried for flytepath", () => {
  const dag = pipeline({ plan: { schedule: "every 45s" } });
  unsupported(() => encodeDag(dag, place), "nightly", /the schedule "every 45s"/);
  assert.equal(roundTrip(dag, { target: "flytepath" }), dag);
});

registration("a trigger rule other than all_success is refused on Flyte and carried for flytepath", () => {
  const dag = pipeline({ node: { trigger: "all_done" } });
  unsupported(() => encodeDag(dag, place), "load", /the trigger rule all_done/);
  assert.equal(roundTrip(dag, { target: "flytepath" }), dag);
  assert.equal(
    roundTrip(pipeline({ node: { trigger: "all_success" } })),
    pipeline({ node: { trigger: "all_success" } }),
  );
});

registration("no retries for a task that has some is refused on Flyte, which would use the task's", () => {
  const dag = pipeline({ node: { retries: 0 }, task: { retries: 2 } });
  unsupported(() => encodeDag(dag, place), "load", /no retries/);
  assert.equal(roundTrip(dag, { target: "flytepath" }), dag);
  assert.equal(roundTrip(pipeline({ node: { retries: 0 } })), pipeline({ node: { retries: 0 } }));
});

registration("a branch without otherwise is refused on Flyte and carried for flytepath", () => {
  const then: Node = { id: "inner", target: { kind: "task", task: "Load" }, inputs: {}, after: [] };
  const yes = { kind: "literal", literal: { kind: "bool", value: true } } as const;
  const when = { kind: "comparison", operator: "eq", left: { kind: "input", name: "x" }, right: yes } as const;
  const dag = pipeline({ node: { target: { kind: "branch", cases: [{ when, then }] } } });
  unsupported(() => encodeDag(dag, place), "load", /branch without otherwise/);
  assert.equal(roundTrip(dag, { target: "flytepath" }), dag);
});

registration("a comparison with null is refused on Flyte and carried for flytepath", () => {
  const otherwise = { error: "neither" };
  const then: Node = { id: "inner", target: { kind: "task", task: "Load" }, inputs: {}, after: [] };
  const comparison = (kind: "none" | "list") =>
    ({
      kind: "comparison",
      operator: "eq",
      left: { kind: "input", name: "x" },
      right: { kind: "literal", literal: kind === "none" ? { kind } : { kind, items: [] } },
    }) as const;
  const dag = (kind: "none" | "list") =>
    pipeline({ node: { target: { kind: "branch", cases: [{ when: comparison(kind), then }], otherwise } } });
  unsupported(() => encodeDag(dag("none"), place), "load", /comparison with a none/);
  assert.equal(roundTrip(dag("none"), { target: "flytepath" }), dag("none"));
  unsupported(() => encodeDag(dag("list"), place, { target: "flytepath" }), "load", /comparison with a list/);
});

registration("constants with notes and two success criteria have no place on the wire at all", () => {
  const hashed = { kind: "literal", literal: { kind: "int", value: "1", hash: "one" } } as const;
  unsupported(() => encodeDag(pipeline({ node: { inputs: { x: hashed } } }), place), "load", /a hash for x/);
  const node: Node = { id: "each", target: { kind: "task", task: "Load" }, inputs: {}, after: [] };
  const target = { kind: "array", node, boundInputs: [], minSuccesses: 1, minSuccessRatio: 0.5 } as const;
  unsupported(() => encodeDag(pipeline({ node: { target } }), place), "each", /both a number and a ratio/);
});

registration("a ratio of 32 bits comes back as it was written", () => {
  const node: Node = { id: "each", target: { kind: "task", task: "Load" }, inputs: {}, after: [] };
  for (const minSuccessRatio of [0.1, 0.33, 0.9999, 1]) {
    const dag = pipeline({ node: { target: { kind: "array", node, boundInputs: [], minSuccessRatio } } });
    assert.equal(roundTrip(dag), dag);
  }
});

registration("what a node runs must be in the tables", () => {
  const node = { target: { kind: "workflow", workflow: "Elsewhere" } } as const;
  const error = throws(() => encodeDag(pipeline({ node }), place), "WIRE_REFERENCE_MISSING");
  assert.match(error.message, "load refers to the workflow Elsewhere");
});

registration("only a Dag's own entities are registered", () => {
  const dag = pipeline({ task: { ref: { name: "Load", version: "v7" } }, key: "::Load:v7" });
  assert.equal(encodeDag(dag, place).tasks, []);
  const { template } = encodeDag(dag, place).workflows[0]!.spec;
  const target = template!.nodes[0]!.target;
  assert.is(target.case === "taskNode" && target.value.reference.value!.version, "v7");
});

registration("a launch plan that nodes start must be given with its interface", () => {
  const plan = { ref: { name: "child" }, interface: none };
  const base = pipeline({ node: { target: { kind: "launchPlan", launchPlan: "child" } } });
  const dag: Dag = { ...base, launchPlans: { child: plan } };
  const { workflows } = encodeDag(dag, place);
  throws(() => decodeSubmitted({ workflow: workflows[0]!.spec, tasks: [] }, place), "WIRE_REFERENCE_MISSING");
});

registration("an input that is bound twice is refused", () => {
  const x = { kind: "literal", literal: { kind: "int", value: "1" } } as const;
  const { template } = encodeDag(pipeline({ node: { inputs: { x } } }), place).workflows[0]!.spec;
  const node = template!.nodes[0]!;
  node.inputs.push(node.inputs[0]!);
  throws(() => decodeWorkflow(template!, place), "WIRE_NAME_TWICE");
});

registration("a target type in a binding is refused by node and input", () => {
  const x = { kind: "literal", literal: { kind: "int", value: "1" } } as const;
  const { template } = encodeDag(pipeline({ node: { inputs: { x } } }), place).workflows[0]!.spec;
  template!.nodes[0]!.inputs[0]!.binding!.union = { $typeName: "flyteidl.core.UnionInfo" };
  unsupported(() => decodeWorkflow(template!, place), "load", /a target type for x/);
});

registration("attributes of another version, of another kind, or that are no JSON, are refused", () => {
  const template = encodeDag(pipeline({}), place).tasks[0]!.spec.template!;
  throws(() => decodeTask({ ...template, config: { "flytepath/colour": '"red"' } }, place), "WIRE_ATTRIBUTE_UNKNOWN");
  for (const text of ["soon", '"1s"', "null", "[]"]) {
    throws(() => decodeTask({ ...template, config: { "flytepath/backoff": text } }, place), "WIRE_ATTRIBUTE_MALFORMED");
  }
});

registration("an identifier of an organisation or of another kind is refused", () => {
  const id = { resourceType: 1, project: "p", domain: "d", name: "n", version: "v" };
  const seen = { place, path: "n" };
  assert.equal(decodeRef(create(IdentifierSchema, id), "task", seen), { name: "n" });
  throws(() => decodeRef(create(IdentifierSchema, { ...id, org: "acme" }), "task", seen), "WIRE_FIELD_UNSUPPORTED");
  throws(() => decodeRef(create(IdentifierSchema, id), "workflow", seen), "WIRE_FIELD_UNSUPPORTED");
  throws(() => decodeRef(undefined, "task", seen), "WIRE_FIELD_MISSING");
});

registration("the written order of upstream ids is lost, that of the nodes is kept", () => {
  const base = pipeline({});
  const node = (id: string, after: readonly string[]): Node => ({ ...base.nodes[0]!, id, after });
  const dag: Dag = { ...base, nodes: [node("z", []), node("a", []), node("last", ["z", "a"])] };
  assert.equal(encodeDag(dag, place).workflows[0]!.spec.template!.nodes[2]!.upstreamNodeIds, ["a", "z"]);
  assert.equal(roundTrip(dag), dag);
});

registration.run();

interface Shape {
  readonly node?: Partial<Node>;
  readonly task?: Partial<Dag["tasks"][string]>;
  readonly key?: string;
  readonly plan?: Plan;
}

// A pipeline `nightly` of one step `load`.
function pipeline({ node, task, key = "Load", plan }: Shape): Dag {
  return {
    ref: { name: "nightly" },
    interface: none,
    nodes: [{ id: "load", target: { kind: "task", task: key }, inputs: {}, after: [], ...node }],
    outputs: {},
    onFailure: "fail_immediately",
    tasks: { [key]: { ref: { name: "Load" }, type: "flytepath", interface: none, ...task } },
    workflows: {},
    launchPlans: {},
    defaults: {},
    ...(plan === undefined ? {} : { plan }),
  };
}

// Through what is registered, and through what it is compiled to: both must say the same.
function roundTrip(dag: Dag, options: EncodeOptions = {}): Dag {
  const { tasks, workflows, launchPlans } = encodeDag(dag, place, options);
  const [workflow, launchPlan] = [workflows[0]!.spec, launchPlans[0]!.spec];
  const specs = tasks.map(({ spec }) => spec);
  const closure = encodeClosure(workflow, { tasks: specs.map(({ template }) => template!) });
  const compiled = decodeDag({ workflow: closure, launchPlan }, place);
  assert.equal(compiled, decodeSubmitted({ workflow, tasks: specs, launchPlan }, place));
  return compiled;
}

function unsupported(work: () => unknown, node: string, feature: RegExp): void {
  const error = throws(work, "NODE_UNSUPPORTED");
  assert.match(error.plainMessage, feature);
  assert.ok(error.plainMessage.startsWith(`${node} uses `), error.plainMessage);
}
