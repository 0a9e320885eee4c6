import type { Json, JsonObject } from "../../lib/types/index.js";

const [project, domain] = ["flytesnacks", "development"];

/** An id of the wire, in the places where specs of the emulator work. */
export function ident(type: string, name: string, version = "v1"): JsonObject {
  return { resource_type: type, project, domain, name, version };
}

/** An execution's id. */
export function run(name: string): JsonObject {
  return { project, domain, name };
}

/** Variables by their types. */
export function variables(types: Readonly<Record<string, Json>>): JsonObject {
  return { variables: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])) };
}

/** An integer as a literal. */
export function whole(value: number): JsonObject {
  return { scalar: { primitive: { integer: String(value) } } };
}

/** A promise of a node's output. */
export function promise(node: string, name: string): JsonObject {
  return { promise: { node_id: node, var: name } };
}

/** A request that registers a task from `inputs` to `outputs`. */
export function task(
  name: string,
  inputs: JsonObject = {},
  outputs: JsonObject = {},
  change: JsonObject = {},
): JsonObject {
  const template = {
    type: "python-task",
    metadata: {},
    interface: { inputs: variables(inputs), outputs: variables(outputs) },
    container: { image: "image", args: ["run"] },
    ...change,
  };
  return { id: ident("TASK", name), spec: { template } };
}

/** A node that runs a task. */
export function node(id: string, of: string, bindings: Readonly<Record<string, Json>> = {}): JsonObject {
  const inputs = Object.entries(bindings).map(([name, binding]) => ({ var: name, binding }));
  return { id, metadata: { name: id }, task_node: { reference_id: ident("TASK", of) }, inputs };
}

/** A request that registers a workflow of nodes. */
export function workflow(
  name: string,
  nodes: readonly Json[],
  inputs: JsonObject = {},
  change: JsonObject = {},
): JsonObject {
  const template = { metadata: {}, interface: { inputs: variables(inputs), outputs: variables({}) }, nodes, ...change };
  return { id: ident("WORKFLOW", name), spec: { template } };
}

/** A request that registers a launch plan of the workflow of its name. */
export function plan(name: string, spec: JsonObject = {}, version = "v1"): JsonObject {
  return { id: ident("LAUNCH_PLAN", name, version), spec: { workflow_id: ident("WORKFLOW", name), ...spec } };
}

/** A request that starts a launch plan. */
export function start(name: string, of: string, spec: JsonObject = {}, inputs: JsonObject = {}): JsonObject {
  return {
    ...run(name),
    spec: { launch_plan: ident("LAUNCH_PLAN", of), metadata: {}, ...spec },
    inputs: { literals: inputs },
  };
}
