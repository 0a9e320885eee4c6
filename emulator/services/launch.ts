import { create } from "@bufbuild/protobuf";
import { type Labels, LabelsSchema } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import {
  type ExecutionCreateRequest,
  type ExecutionMetadata,
  ExecutionMetadataSchema,
  ExecutionSchema,
  type ExecutionSpec,
  ExecutionSpecSchema,
  SystemMetadataSchema,
} from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { ConcurrencyLimitBehavior, type LaunchPlan } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { MatchableResource } from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import {
  ExecutionError_ErrorKind,
  ExecutionErrorSchema,
  WorkflowExecution_Phase as Phase,
} from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { type Identifier, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { LiteralMap } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import {
  closest,
  closureOf,
  condition,
  type ExecutionId,
  type ExecutionRow,
  entityKey,
  executionKey,
  executionListing,
  exists,
  findExecution,
  findNode,
  internal,
  invalid,
  keyTaken,
  missing,
  notFound,
  type Store,
} from "../state/index.js";
import { executionConfig } from "./execution-config.js";
import { mergeInputs } from "./execution-inputs.js";
import { checkName, generateName } from "./execution-name.js";
import { absent, checkFields, checkPlace } from "./identify.js";
import { checkLabels } from "./labels.js";
import { checkLiterals } from "./literal-rules.js";
import { checkNotifications } from "./notifications.js";
import type { Plane } from "./plane.js";
import { planOfTask } from "./single-task.js";

const longestTag = 255;

/** Starts a run as CreateExecution asks for it; the codes are those of FlyteAdmin. */
export function launch({ store, executor, random, platform }: Plane, request: ExecutionCreateRequest): ExecutionRow {
  const { spec, launchPlan } = checkRequest(store, request);
  const { project, domain } = request;
  const { plan, workflow, launchedTask, register } = targetOf(store, launchPlan);
  const userInputs = inputsOf(request);
  const inputs = mergeInputs(userInputs, plan.closure?.expectedInputs, plan.spec?.fixedInputs);
  if (!launchedTask) checkWorkflow(store, workflow);
  const source = sourceOf(store, spec.metadata);
  checkPool(store, request);
  if (!launchedTask) checkConcurrency(store, plan);
  const id = { project, domain, name: request.name || generateName(random) };
  const executionClusterLabel = source?.message.spec?.executionClusterLabel ?? spec.executionClusterLabel;
  const label = executionClusterLabel?.value ?? "";
  const unsupported = `failed to create workflow in propeller execution cluster label ${label} is not supported`;
  if (launchedTask && label !== "") throw internal(unsupported);
  const labels = labelsOf(store, project, spec);
  checkFree(store, id, launchedTask ? [] : taggedPairs(spec.tags, labels?.values ?? {}));
  const now = store.now();
  const config = executionConfig([store, platform], request, launchedTask ? undefined : plan);
  const message = create(ExecutionSchema, {
    id,
    spec: create(ExecutionSpecSchema, {
      ...spec,
      ...(labels && { labels }),
      ...(executionClusterLabel && { executionClusterLabel }),
      maxParallelism: launchedTask ? spec.maxParallelism : config.maxParallelism,
      securityContext: config.securityContext,
      metadata: storedMetadata(request, source, launchedTask),
    }),
    closure: {
      createdAt: now,
      updatedAt: now,
      workflowId: workflow,
      stateChangeDetails: { occurredAt: now },
      notifications: notificationsOf(spec, plan),
    },
  });
  const row = {
    serial: store.nextSerial(),
    createdAt: now,
    message,
    launchedTask,
    launchPlan,
    plan,
    workflow,
    inputs,
    userInputs,
    tags: spec.tags,
    nodes: new Map(),
  };
  if (label !== "") fail(row, unsupported);
  register();
  store.executions.put(row);
  if (label === "") executor?.start(row);
  return row;
}

// A run that brings labels takes on its project's others; of one that brings none, they are not kept.
function labelsOf(store: Store, project: string, { labels }: ExecutionSpec): Labels | undefined {
  if (Object.keys(labels?.values ?? {}).length === 0) return labels;
  const values = { ...store.projects.get(project)?.labels?.values, ...labels?.values };
  return create(LabelsSchema, { values });
}

// In the order in which FlyteAdmin asks.
function checkRequest(store: Store, request: ExecutionCreateRequest) {
  const { project, domain, name, spec } = request;
  checkFields(request, "project", "domain");
  if (name !== "") checkName(name);
  checkPlace(store, project, domain);
  if (spec === undefined) throw missing("spec");
  const { launchPlan } = spec;
  if (launchPlan === undefined) throw missing("id");
  checkFields(launchPlan, "project", "domain", "name", "version");
  if (launchPlan.resourceType !== ResourceType.LAUNCH_PLAN && launchPlan.resourceType !== ResourceType.TASK) {
    const allowed = "only [map[TASK:<nil> LAUNCH_PLAN:<nil>]] allowed";
    throw invalid(
      `Invalid reference entity resource type [${ResourceType[launchPlan.resourceType] ?? launchPlan.resourceType}], ${allowed}`,
    );
  }
  checkLiterals(inputsOf(request), "inputs");
  const notes = spec.notificationOverrides.case === "notifications" ? spec.notificationOverrides.value : undefined;
  checkNotifications(notes?.notifications ?? []);
  checkLabels(spec.labels?.values ?? {});
  if (spec.tags.some((tag) => [...tag].length > longestTag))
    throw invalid(`tags cannot exceed ${longestTag} characters`);
  return { spec, launchPlan };
}

// Clients of long ago gave inputs in the spec.
function inputsOf({ inputs, spec }: ExecutionCreateRequest): LiteralMap | undefined {
  const isGiven = inputs !== undefined && Object.keys(inputs.literals).length > 0;
  return isGiven ? inputs : (spec?.inputs ?? inputs);
}

function targetOf(store: Store, id: Identifier) {
  if (id.resourceType === ResourceType.TASK) return { ...planOfTask(store, id), launchedTask: true };
  const plan = store.launchPlans.get(entityKey(id))?.message;
  if (plan === undefined) throw notFound(absent(ResourceType.LAUNCH_PLAN, id));
  const workflow = plan.spec?.workflowId ?? id;
  return { plan, workflow, launchedTask: false, register() {} };
}

function checkWorkflow(store: Store, id: Identifier): void {
  if (!store.workflows.has(entityKey(id))) throw notFound(absent(ResourceType.WORKFLOW, id));
}

// Only what has been seen to start counts: several runs started at once all pass.
function checkConcurrency(store: Store, { id, spec }: LaunchPlan): void {
  const policy = spec?.concurrencyPolicy;
  if (policy === undefined || id === undefined) return;
  const of = (field: string, ...values: readonly string[]) =>
    condition(executionListing, field, [values.length > 1 ? "value_in" : "eq", ...values]);
  const active = store.executions.count([
    of("execution_project", id.project),
    of("execution_domain", id.domain),
    of("launch_plan.name", id.name),
    of("phase", Phase[Phase.QUEUED], Phase[Phase.RUNNING]),
  ]);
  if (active < policy.max || policy.behavior === ConcurrencyLimitBehavior.UNSPECIFIED) return;
  if (policy.behavior !== ConcurrencyLimitBehavior.SKIP) {
    throw internal(`unsupported concurrency-limit behavior: ${policy.behavior}`);
  }
  throw exists(`concurrency limit (${policy.max}) reached for launch plan ${id.name}; skipping execution`);
}

function checkPool(store: Store, { project, domain, spec }: ExecutionCreateRequest): void {
  const asked = spec?.clusterAssignment?.clusterPoolName ?? "";
  const place = { project, domain, workflow: "" };
  const target = closest(store.attributes, place, MatchableResource.CLUSTER_ASSIGNMENT)?.attributes.target;
  const kept = target?.case === "clusterAssignment" ? target.value.clusterPoolName : "";
  if (asked === "" || kept === "" || asked === kept) return;
  const where = `execution with project "${project}" and domain "${domain}" cannot run on cluster pool "${asked}"`;
  throw invalid(`${where}, because its configured to run on pool "${kept}"`);
}

function checkFree(store: Store, id: ExecutionId, pairs: readonly string[]): void {
  const taken = store.executions.get(executionKey(id));
  const isRepeated = new Set(pairs).size < pairs.length;
  if (isRepeated || (taken !== undefined && sharesTag(taken, pairs))) throw keyTaken("execution_tags_pkey");
  if (taken !== undefined) throw keyTaken("executions_pkey");
}

// Tags, and labels, which are kept among them, are written before the run itself.
function sharesTag({ message, tags, launchedTask }: ExecutionRow, pairs: readonly string[]): boolean {
  const theirs = launchedTask ? [] : taggedPairs(tags, message.spec?.labels?.values ?? {});
  return pairs.some((pair) => theirs.includes(pair));
}

function taggedPairs(tags: readonly string[], labels: Readonly<Record<string, string>>): readonly string[] {
  return [...tags.map((tag) => `${tag}\n`), ...Object.entries(labels).map(([key, value]) => `${key}\n${value}`)];
}

function sourceOf(store: Store, metadata: ExecutionMetadata | undefined): ExecutionRow | undefined {
  const parent = metadata?.parentNodeExecution;
  if (parent === undefined) return undefined;
  const id = parent.executionId;
  findNode(id && store.executions.get(executionKey(id)), parent);
  return id && findExecution(store, id);
}

function storedMetadata(
  { project, domain, spec }: ExecutionCreateRequest,
  source: ExecutionRow | undefined,
  launchedTask: boolean,
): ExecutionMetadata {
  const given = spec?.metadata ?? create(ExecutionMetadataSchema);
  const systemMetadata = create(SystemMetadataSchema, { namespace: `${project}-${domain}` });
  const artifactIds = launchedTask ? given.artifactIds : [];
  const metadata = { ...given, principal: "", systemMetadata, artifactIds };
  return source === undefined ? metadata : { ...metadata, nesting: (source.message.spec?.metadata?.nesting ?? 0) + 1 };
}

function fail(row: ExecutionRow, message: string): void {
  const closure = closureOf(row);
  closure.phase = Phase.FAILED;
  const value = create(ExecutionErrorSchema, { code: "Internal", kind: ExecutionError_ErrorKind.SYSTEM, message });
  closure.outputResult = { case: "error", value };
}

function notificationsOf(spec: ExecutionSpec, plan: LaunchPlan) {
  const { notificationOverrides: overrides } = spec;
  if (overrides.case === "disableAll" && overrides.value) return [];
  const own = overrides.case === "notifications" ? overrides.value.notifications : [];
  return own.length > 0 ? own : (plan.spec?.entityMetadata?.notifications ?? []);
}
