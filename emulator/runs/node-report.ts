import type { Target, Task } from "../../lib/dag/index.js";
import type { NodeEvent } from "../../lib/engine/index.js";
import { CatalogReservation_Status as Reservation } from "../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import type { NodeExecutionEvent } from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { create } from "@bufbuild/protobuf";
import { TaskNodeMetadataSchema, WorkflowNodeMetadataSchema } from "../../lib/idl/gen/flyteidl/event/event_pb.js";
import { encodeCacheStatus, encodeRef } from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import { type NodeRow, nodeClosure } from "../state/index.js";
import { catalogKey } from "./catalog-key.js";
import { dynamicWorkflow } from "./dynamic-workflow.js";
import { nodeMessage } from "./messages.js";
import { specNodes } from "./spec-nodes.js";
import type { Subject } from "./subject.js";

/** What is told of nodes. */
export interface NodeReport {
  of(event: NodeEvent): NodeExecutionEvent;
  /** Number of elements of a mapped step; undefined for other nodes. */
  sizeOf(node: string): number | undefined;
  /** The task that a node runs; undefined for other nodes. */
  taskOf(event: NodeEvent): Task | undefined;
  /** Whether Flyte would run a node's task where it may be interrupted: as its node says, else the run. */
  isInterruptible(node: string): boolean;
  /** Whether a node was decided on by a task, or is inside such a node. */
  isDynamic(node: string): boolean;
}

/** What else is known of the run. */
export interface Known {
  /** By key in the Dag, with those of dynamic work. */
  readonly tasks: ReadonlyMap<string, Task>;
  attemptOf(node: string): number | undefined;
}

/** Tells of nodes as Flyte's executor does. */
export function createNodeReport(subject: Subject, { tasks, attemptOf }: Known): NodeReport {
  const { places, put, place } = subject;
  const seen = new Set<string>();
  const sizes = new Map<string, number>();
  const specs = specNodes(subject.dag);
  const dynamic = new Set<string>();
  const interruptible = new Map<string, boolean>();
  // By node, the attempt of a launch plan's execution after those that failed.
  const launches = new Map<string, number>();
  return {
    taskOf: (event) => taskOf(specs.of(event)?.target),
    isInterruptible: (node) => interruptible.get(node) ?? subject.interruptible,
    sizeOf: (node) => sizes.get(node),
    isDynamic: (node) => dynamic.has(node),
    of(event) {
      const { node, parent, inputs } = event;
      if (!seen.has(node)) add(event);
      const { target, interruptible: own } = specs.of(event) ?? {};
      if (own !== undefined) interruptible.set(node, own);
      if (event.phase === "DYNAMIC_RUNNING") dynamic.add(node);
      if (event.isArray && !sizes.has(node)) sizes.set(node, sizeOf(inputs ?? {}, target));
      if (event.retryIn !== undefined) launches.set(node, (event.attempt ?? 0) + 1);
      const inputUri = places.inputs(node);
      if (inputs !== undefined) put(inputUri, inputs);
      return nodeMessage(subject, event, {
        inputUri,
        outputUri: outputUriOf(event, target),
        entity: entityOf(target),
        isInDynamicChain: parent !== undefined && dynamic.has(parent),
        target: targetOf(event, target),
      });
    },
  };

  function add({ node, specNode, parent, retryGroup = "0" }: NodeEvent): void {
    seen.add(node);
    if (parent !== undefined && dynamic.has(parent)) dynamic.add(node);
    places.add(node, specNode, parent === undefined ? undefined : { id: parent, attempt: Number(retryGroup) });
  }

  function outputUriOf({ node, phase, outputs }: NodeEvent, target: Target | undefined): string | undefined {
    if (phase !== "SUCCEEDED" && phase !== "RECOVERED") return undefined;
    const isCertain = target?.kind === "task" || target?.kind === "array";
    if (outputs === undefined || (!isCertain && isEmpty(outputs))) return undefined;
    const uri = places.outputs(node, attemptOf(node) ?? launches.get(node) ?? 0);
    put(uri, outputs);
    return uri;
  }

  function taskOf(target: Target | undefined): Task | undefined {
    return target?.kind === "task" ? tasks.get(target.task) : undefined;
  }

  function entityOf(target: Target | undefined) {
    const ref = taskOf(target)?.ref;
    if (ref !== undefined) return encodeRef(ref, "task", place);
    const plan = target?.kind === "launchPlan" ? subject.dag.launchPlans[target.launchPlan]?.ref : undefined;
    return plan === undefined ? undefined : encodeRef(plan, "launchPlan", place);
  }

  function targetOf(event: NodeEvent, target: Target | undefined): NodeExecutionEvent["targetMetadata"] {
    const { execution } = subject;
    if (event.phase === "RECOVERED") return recoveredTarget(subject.recovered(event.node));
    if (event.launched !== undefined) {
      const executionId = { project: execution.project, domain: execution.domain, name: event.launched };
      return { case: "workflowNodeMetadata", value: create(WorkflowNodeMetadataSchema, { executionId }) };
    }
    const task = taskOf(target);
    const value =
      task === undefined
        ? {}
        : { ...heldOf(event, task), ...cacheOf(event, task), ...checkpointOf(event, task), ...decided(event, task) };
    if (isEmpty(value)) return { case: undefined };
    return { case: "taskNodeMetadata", value: create(TaskNodeMetadataSchema, value) };
  }

  // Whoever makes the outputs of serialised work holds them reserved; who makes them anew reserves nothing before the end. Of those
  // that wait Flyte's executor tells nothing.
  function heldOf({ phase, cacheKey }: NodeEvent, { cache, interface: { outputs } }: Task) {
    const hasFailed = phase === "FAILED" && cacheKey !== undefined;
    const isHeld = phase === "RUNNING" || phase === "DYNAMIC_RUNNING" || hasFailed;
    if (!cache?.serialize || !isHeld || isEmpty(outputs)) return {};
    return subject.overwriteCache
      ? { cacheStatus: encodeCacheStatus("SKIPPED") }
      : { reservationStatus: Reservation.RESERVATION_ACQUIRED };
  }

  // Of a lookup without a hit Flyte's executor says nothing until it has put outputs there.
  function cacheOf(event: NodeEvent, task: Task) {
    const { cache, cacheKey, phase, node, source } = event;
    if (cache === undefined || phase !== "SUCCEEDED") return {};
    const attempt = attemptOf(node) ?? 0;
    const overwritten = subject.overwriteCache && cache === "POPULATED" ? { attempt } : undefined;
    return {
      cacheStatus: encodeCacheStatus(cache),
      // Whoever made the outputs of serialised work held them reserved until then.
      ...(task.cache?.serialize && cache !== "HIT" && { reservationStatus: Reservation.RESERVATION_RELEASED }),
      ...(cacheKey !== undefined && {
        catalogKey: catalogKey(subject, task, { cacheKey, node, ...(source && { source }) }, overwritten),
      }),
    };
  }

  function checkpointOf({ node, phase, isDynamic }: NodeEvent, { container, pod }: Task) {
    const attempt = attemptOf(node);
    const hasEnded = phase === "SUCCEEDED" || phase === "FAILED";
    if (!hasEnded || isDynamic || attempt === undefined || (container ?? pod) === undefined) return {};
    return { checkpointUri: places.checkpointDir(node, attempt) };
  }

  function decided({ node, dynamic: dag, phase }: NodeEvent, { container, pod }: Task) {
    if (dag === undefined || phase !== "DYNAMIC_RUNNING") return {};
    const attempt = attemptOf(node);
    const own = (container ?? pod) === undefined ? "" : `${places.outputDir(node, attempt ?? 0)}/futures.pb`;
    // What another run's task decided on lies there.
    const before = attempt === undefined ? subject.recovered(node)?.dynamicWorkflow?.dynamicJobSpecUri : undefined;
    const specUri = before ?? own;
    return { dynamicWorkflow: dynamicWorkflow(dag, { node, specUri }, subject) };
  }
}

// What was told of it then holds for a node that is taken over.
function recoveredTarget(row: NodeRow | undefined): NodeExecutionEvent["targetMetadata"] {
  const target = row === undefined ? undefined : nodeClosure(row).targetMetadata;
  if (target?.case === "workflowNodeMetadata") {
    const { executionId } = target.value;
    return { case: target.case, value: create(WorkflowNodeMetadataSchema, { ...(executionId && { executionId }) }) };
  }
  if (target?.case !== "taskNodeMetadata") return { case: undefined };
  const { cacheStatus, catalogKey } = target.value;
  const dynamicWorkflow = row?.dynamicWorkflow;
  const { id, compiledWorkflow } = dynamicWorkflow ?? {};
  const value = create(TaskNodeMetadataSchema, {
    cacheStatus,
    ...(catalogKey && { catalogKey }),
    ...(dynamicWorkflow && { dynamicWorkflow: { ...(id && { id }), ...(compiledWorkflow && { compiledWorkflow }) } }),
  });
  return { case: "taskNodeMetadata", value };
}

// The lists that are cut have all the same length; without one there is one element.
function sizeOf(inputs: Literals, target: Target | undefined): number {
  const bound = target?.kind === "array" ? target.boundInputs : [];
  for (const [name, literal] of Object.entries(inputs)) {
    const bare = literal.kind === "union" ? literal.value : literal;
    if (bare.kind === "list" && !bound.includes(name)) return bare.items.length;
  }
  return 1;
}

function isEmpty(values: Literals | object): boolean {
  for (const _ in values) return false;
  return true;
}
