import { create } from "@bufbuild/protobuf";
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
import { WorkflowExecution_Phase as Phase } from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { type Identifier, ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { IdentitySchema, SecurityContextSchema } from "../../lib/idl/gen/flyteidl/core/security_pb.js";
import {
  closest,
  condition,
  type ExecutionRow,
  entityKey,
  executionKey,
  executionListing,
  exists,
  findExecution,
  findNode,
  invalid,
  keyTaken,
  missing,
  notFound,
  type Store,
} from "../state/index.js";
import { mergeInputs } from "./execution-inputs.js";
import { checkName, generateName } from "./execution-name.js";
import { absent, checkFields, checkPlace } from "./identify.js";
import { checkLabels } from "./labels.js";
import { checkNotifications } from "./notifications.js";
import type { Plane } from "./plane.js";
import type { Platform } from "./platform.js";
import { planOfTask } from "./single-task.js";

/** Starts a run as CreateExecution asks for it; the codes are those of FlyteAdmin. */
export function launch({ store, runs, random, platform }: Plane, request: ExecutionCreateRequest): ExecutionRow {
  const { project, domain } = request;
  checkFields(request, "project", "domain");
  const { spec } = request;
  if (spec === undefined) throw missing("spec");
  const { launchPlan } = spec;
  if (launchPlan === undefined) throw missing("id");
  checkTarget(launchPlan);
  checkPlace(store, project, domain);
  if (request.name !== "") checkName(request.name);
  checkLabels(spec.labels?.values ?? {});
  const notes = spec.notificationOverrides.case === "notifications" ? spec.notificationOverrides.value : undefined;
  checkNotifications(notes?.notifications ?? []);
  const { plan, workflow, launchedTask } = targetOf(store, launchPlan);
  const userInputs = request.inputs ?? spec.inputs;
  const inputs = mergeInputs(userInputs, plan.closure?.expectedInputs, plan.spec?.fixedInputs);
  checkConcurrency(store, plan);
  const id = { project, domain, name: request.name || generateName(random) };
  const key = executionKey(id);
  const isRepeated = new Set(spec.tags).size < spec.tags.length;
  const isTaken = store.executions.has(key);
  if (isRepeated || (isTaken && spec.tags.length > 0)) throw keyTaken("execution_tags_pkey");
  if (isTaken) throw keyTaken("executions_pkey");
  const now = store.now();
  const message = create(ExecutionSchema, {
    id,
    spec: storedSpec([store, platform], request, spec, launchedTask ? undefined : plan),
    closure: {
      createdAt: now,
      updatedAt: now,
      workflowId: workflow,
      stateChangeDetails: { occurredAt: now },
      notifications: notificationsOf(spec, plan),
    },
  });
  const serial = store.nextSerial();
  const nodes = new Map();
  const { tags } = spec;
  const row = {
    serial,
    createdAt: now,
    message,
    launchedTask,
    launchPlan,
    plan,
    workflow,
    inputs,
    userInputs,
    tags,
    nodes,
  };
  store.executions.put(row);
  runs?.start(row);
  return row;
}

function checkTarget(id: Identifier): void {
  if (id.resourceType !== ResourceType.LAUNCH_PLAN && id.resourceType !== ResourceType.TASK) {
    const allowed = "only [map[TASK:<nil> LAUNCH_PLAN:<nil>]] allowed";
    throw invalid(`Invalid reference entity resource type [${ResourceType[id.resourceType]}], ${allowed}`);
  }
  checkFields(id, "project", "domain", "name", "version");
}

function targetOf(store: Store, id: Identifier) {
  if (id.resourceType === ResourceType.TASK) return { ...planOfTask(store, id), launchedTask: true };
  const plan = store.launchPlans.get(entityKey(id))?.message;
  if (plan === undefined) throw notFound(absent(ResourceType.LAUNCH_PLAN, id));
  const workflow = plan.spec?.workflowId;
  if (workflow === undefined || !store.workflows.has(entityKey(workflow))) {
    throw notFound(absent(ResourceType.WORKFLOW, workflow ?? id));
  }
  return { plan, workflow, launchedTask: false };
}

// Only what has been seen to start counts: several runs started at once all pass.
function checkConcurrency(store: Store, { id, spec }: LaunchPlan): void {
  const policy = spec?.concurrencyPolicy;
  if (policy?.behavior !== ConcurrencyLimitBehavior.SKIP || id === undefined) return;
  const is = (field: string, ...test: Parameters<typeof condition>[2]) => condition(executionListing, field, test);
  const active = store.executions.count([
    is("launch_plan.project", "eq", id.project),
    is("launch_plan.domain", "eq", id.domain),
    is("launch_plan.name", "eq", id.name),
    is("phase", "value_in", Phase[Phase.QUEUED], Phase[Phase.RUNNING]),
  ]);
  if (active < policy.max) return;
  throw exists(`concurrency limit (${policy.max}) reached for launch plan ${id.name}; skipping execution`);
}

function storedSpec(
  [store, platform]: readonly [Store, Platform],
  request: ExecutionCreateRequest,
  spec: ExecutionSpec,
  plan: LaunchPlan | undefined,
): ExecutionSpec {
  const settings = plan === undefined ? [] : settingsOf(store, plan);
  const limits = [spec, plan?.spec, ...settings].map((level) => level?.maxParallelism ?? 0);
  const fallback = plan === undefined ? 0 : platform.maxParallelism;
  const levels = [spec, plan?.spec, ...settings];
  const security = levels.map((level) => level?.securityContext).find((context) => context !== undefined);
  return create(ExecutionSpecSchema, {
    ...spec,
    maxParallelism: limits.find((limit) => limit > 0) ?? fallback,
    securityContext:
      security?.runAs === undefined
        ? { ...(security ?? create(SecurityContextSchema)), runAs: create(IdentitySchema) }
        : security,
    metadata: storedMetadata(store, request, spec.metadata),
  });
}

// The one closest row counts, with what it leaves open too, and then that of the project.
function settingsOf(store: Store, { spec }: LaunchPlan) {
  const { project = "", domain = "", name = "" } = spec?.workflowId ?? {};
  const kind = MatchableResource.WORKFLOW_EXECUTION_CONFIG;
  const places = [
    { project, domain, workflow: name },
    { project, domain: "", workflow: "" },
  ];
  return places.flatMap((place) => {
    const target = closest(store.attributes, place, kind)?.attributes.target;
    return target?.case === "workflowExecutionConfig" ? [target.value] : [];
  });
}

function storedMetadata(
  store: Store,
  { project, domain }: ExecutionCreateRequest,
  given: ExecutionMetadata | undefined,
): ExecutionMetadata {
  const parent = given?.parentNodeExecution;
  const systemMetadata = create(SystemMetadataSchema, { namespace: `${project}-${domain}` });
  const metadata = { ...(given ?? create(ExecutionMetadataSchema)), principal: "", systemMetadata };
  if (parent === undefined) return metadata;
  const id = parent.executionId;
  const row = id && store.executions.get(executionKey(id));
  findNode(row, parent);
  const above = id && findExecution(store, id).message.spec?.metadata?.nesting;
  return { ...metadata, nesting: (above ?? 0) + 1 };
}

function notificationsOf(spec: ExecutionSpec, plan: LaunchPlan) {
  const { notificationOverrides: overrides } = spec;
  if (overrides.case === "disableAll" && overrides.value) return [];
  const own = overrides.case === "notifications" ? overrides.value.notifications : [];
  return own.length > 0 ? own : (plan.spec?.entityMetadata?.notifications ?? []);
}
