import { create } from "@bufbuild/protobuf";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { LaunchPlanRef } from "../../lib/dag/index.js";
import { type Attempt, createUniqueIds, type TaskOutcome, whyAborted } from "../../lib/engine/index.js";
import { TaskError } from "../../lib/errors/index.js";
import {
  type ExecutionCreateRequest,
  ExecutionCreateRequestSchema,
  ExecutionMetadata_ExecutionMode as Mode,
} from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import {
  ExecutionError_ErrorKind as Kind,
  WorkflowExecution_Phase as Phase,
} from "../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { decodeLiterals, encodeLiterals, encodeRef, type Place } from "../../lib/idl/index.js";
import type { WorkflowExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import type { Literals } from "../../lib/types/index.js";
import { launchedBy, recoveredRun } from "./recovery.js";
import { runSettings } from "./run-settings.js";
import { closureOf, type ExecutionRow, executionKey, refusalOf, type Store } from "../state/index.js";

/** What the runs of launch-plan nodes need from around them. */
export interface Children {
  readonly store: Store;
  /** Starts a run as CreateExecution does. */
  launch(request: ExecutionCreateRequest): Promise<ExecutionRow>;
  /** Ends a run as TerminateExecution does; one that has ended stays as it is. */
  terminate(row: ExecutionRow, cause: string): void;
  /** Resolves when a run has ended. */
  ended(row: ExecutionRow): Promise<void>;
}

/** Where a child run comes from. */
export interface Parentage {
  readonly parent: ExecutionRow;
  readonly place: Place;
  /** The child of the run that the parent recovers, which is recovered, too. */
  readonly before?: WorkflowExecutionIdentifier | undefined;
}

/**
 * Starts the run of a launch-plan node in the same emulator and waits for it. Its name follows from the parent's name,
 * the node and the attempt; an end of the attempt ends it, too.
 */
export async function runChild(
  { store, launch, terminate, ended }: Children,
  { parent, place }: Parentage,
  { plan, inputs, attempt }: { readonly plan: LaunchPlanRef; readonly inputs: Literals; readonly attempt: Attempt },
): Promise<TaskOutcome> {
  const before = launchedBy(recoveredRun(store, parent)?.nodes.get(attempt.nodeId));
  const request = requestOf({ store, parent, place, before }, plan, { inputs, attempt });
  // One that an attempt before this emulator started, and that nobody saw end, goes on.
  if (attempt.outside !== undefined && attempt.outside.error === undefined) request.name = attempt.outside.id;
  const known = store.executions.get(executionKey(request));
  const child = known ?? (await launch(request).catch(refused));
  attempt.report({ externalId: request.name });
  const stop = () => terminate(child, cascaded(parent, attempt.signal.reason));
  if (attempt.signal.aborted) stop();
  attempt.signal.addEventListener("abort", stop);
  await ended(child);
  attempt.signal.removeEventListener("abort", stop);
  return await outcomeOf(store, child, attempt.node.id);
}

// The words here are those of Flyte's executor.
function cascaded({ message }: ExecutionRow, reason: unknown): string {
  return `cascading abort as parent execution id [${message.id?.name ?? ""}] aborted, reason [${whyAborted(reason)}]`;
}

// Statuses after which Flyte's executor tries again; with every other one the node fails.
const passing: ReadonlySet<string> = new Set(["DataLoss", "DeadlineExceeded", "Internal", "Unknown", "Canceled"]);

function refused(thrown: unknown): never {
  const refusal = refusalOf(thrown);
  if (refusal === undefined) throw thrown;
  const { status, text } = refusal;
  const retryable = passing.has(status);
  const message = `[RemoteErrorUser] failed to launch workflow, caused by: rpc error: code = ${status} desc = ${text}`;
  const origin = retryable ? "system" : "user";
  throw new TaskError(message, { code: "RuntimeExecutionError", retryable, origin, cause: thrown });
}

function requestOf(
  { store, parent, place, before }: Parentage & Pick<Children, "store">,
  { ref }: LaunchPlanRef,
  { inputs, attempt }: { readonly inputs: Literals; readonly attempt: Attempt },
): ExecutionCreateRequest {
  const { id, spec } = parent.message;
  const { project = "", domain = "", name = "" } = id ?? {};
  const { maxParallelism = 0, securityContext, clusterAssignment } = spec ?? {};
  const { labels: asked, ...settings } = runSettings(store, parent);
  const labels = { "execution-id": name, project, domain, "workflow-name": dnsName(parent.workflow.name) };
  return create(ExecutionCreateRequestSchema, {
    project,
    domain,
    name: createUniqueIds()(`${name}-${attempt.nodeId}-${attempt.attempt}`),
    inputs: encodeLiterals(inputs),
    spec: {
      launchPlan: encodeRef(ref, "launchPlan", place),
      metadata: {
        mode: before === undefined ? Mode.CHILD_WORKFLOW : Mode.RECOVERED,
        ...(before && { referenceExecution: before }),
        parentNodeExecution: { nodeId: attempt.nodeId, ...(id && { executionId: id }) },
      },
      labels: { values: { ...labels, ...asked?.values } },
      maxParallelism,
      ...settings,
      ...(securityContext && { securityContext }),
      ...(clusterAssignment && { clusterAssignment }),
    },
  });
}

function dnsName(text: string): string {
  const name = text.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return name.slice(0, 63).replace(/^-+|-+$/g, "");
}

async function outcomeOf(store: Store, child: ExecutionRow, node: string): Promise<TaskOutcome> {
  const { phase, outputResult } = closureOf(child);
  const name = child.message.id?.name ?? "";
  if (phase === Phase.SUCCEEDED) {
    const uri =
      outputResult.case === "outputs" && outputResult.value.data.case === "uri" ? outputResult.value.data.value : "";
    const outputs = await store.data.read(uri);
    return { outputs: outputs === undefined ? {} : decodeLiterals(outputs) };
  }
  if (outputResult.case === "error") {
    const { code, message, kind, timestamp } = outputResult.value;
    throw new TaskError(message, {
      code,
      retryable: false,
      origin: kind === Kind.SYSTEM ? "system" : "user",
      isOfNobody: kind === Kind.UNKNOWN,
      ...(timestamp && { failedAt: timestampDate(timestamp).toISOString() }),
    });
  }
  const code = "RemoteChildWorkflowExecutionFailed";
  const text = `failed at Node[${node}]. ${code}: launchplan [${name}] aborted, caused by: launchplan execution aborted`;
  throw new TaskError(text, { code, retryable: false });
}
