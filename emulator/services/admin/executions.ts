import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { NamedEntityIdentifier } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import {
  type Execution,
  type ExecutionCreateRequest,
  ExecutionCreateRequestSchema,
  type ExecutionMetadata,
  ExecutionState,
  ExecutionStateChangeDetailsSchema,
  ExecutionMetadata_ExecutionMode as Mode,
} from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import {
  type WorkflowExecutionIdentifier,
  WorkflowExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import {
  type Condition,
  closureOf,
  condition,
  type ExecutionRow,
  executionListing,
  findExecution,
  mentions,
  missing,
} from "../../state/index.js";
import { checkFields } from "../identify.js";
import { metricsOf } from "../metrics.js";
import type { Plane } from "../plane.js";
import { checkLimit } from "../registration.js";
import { start } from "../start.js";
import { terminate } from "../terminate.js";
import { trimmed } from "../trim.js";

type Rpcs =
  | "createExecution"
  | "relaunchExecution"
  | "recoverExecution"
  | "getExecution"
  | "updateExecution"
  | "getExecutionData"
  | "listExecutions"
  | "terminateExecution"
  | "getExecutionMetrics";

/** RPCs about executions. */
export function executionRpcs(plane: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  const { store } = plane;
  const none = () => create(LiteralMapSchema);
  return {
    async createExecution(request) {
      return await begin(request);
    },
    async relaunchExecution({ id, name, overwriteCache }) {
      return await begin(again(id, name, Mode.RELAUNCH, { overwriteCache }));
    },
    async recoverExecution({ id, name, metadata }) {
      return await begin(again(id, name, Mode.RECOVERED, metadata && { metadata }));
    },
    getExecution({ id }) {
      return find(id).message;
    },
    updateExecution({ id, state }) {
      const row = find(id);
      const value = create(ExecutionStateChangeDetailsSchema, { state, occurredAt: store.now() });
      closureOf(row).stateChangeDetails = value;
      store.executions.put(row);
      return {};
    },
    async getExecutionData({ id }) {
      const row = anyExecution(id);
      const result = closureOf(row).outputResult;
      const uri = result.case === "outputs" && result.value.data.case === "uri" ? result.value.data.value : "";
      const fullOutputs = (await store.data.read(uri)) ?? none();
      return { inputs: {}, outputs: {}, fullInputs: row.inputs, fullOutputs };
    },
    listExecutions({ id, limit, token, filters, sortBy }) {
      if (id === undefined) throw missing("id");
      checkFields(id, "project", "domain");
      checkLimit(limit);
      const shown = [...within(id), ...(mentions(filters, "state") ? [] : [isActive])];
      const page = store.executions.list(shown, { limit, token, filters, sortBy, rpc: "ListExecutions" });
      return { executions: page.rows.map(({ message }) => outline(message)), token: page.token };
    },
    terminateExecution({ id, cause }) {
      terminate(plane, find(id), cause);
      return {};
    },
    getExecutionMetrics: ({ id, depth }) => ({ span: metricsOf(store, find(id), depth) }),
  };

  async function begin(request: ExecutionCreateRequest) {
    const { id } = (await start(plane, request)).message;
    return id === undefined ? {} : { id };
  }

  function find(id: WorkflowExecutionIdentifier | undefined): ExecutionRow {
    if (id === undefined) throw missing("id");
    checkFields(id, "project", "domain", "name");
    return findExecution(store, id);
  }

  // FlyteAdmin looks at the fields that are given, and answers the first execution that fits them.
  function anyExecution(id: WorkflowExecutionIdentifier | undefined): ExecutionRow {
    const wanted = id ?? create(WorkflowExecutionIdentifierSchema);
    const given = (["project", "domain", "name"] as const).filter((field) => wanted[field] !== "");
    if (given.length === 3) return findExecution(store, wanted);
    const rows = [...store.executions.values()];
    const row = rows.find(({ message }) => given.every((field) => message.id?.[field] === wanted[field]));
    return row ?? findExecution(store, wanted);
  }

  function again(
    id: WorkflowExecutionIdentifier | undefined,
    name: string,
    mode: Mode,
    change: { readonly overwriteCache?: boolean; readonly metadata?: ExecutionMetadata } = {},
  ): ExecutionCreateRequest {
    const { message, userInputs, tags } = anyExecution(id);
    const { project, domain } = id ?? { project: "", domain: "" };
    const metadata = {
      ...message.spec?.metadata,
      mode,
      referenceExecution: message.id,
      ...(change.metadata && { parentNodeExecution: change.metadata.parentNodeExecution }),
    };
    const { overwriteCache = message.spec?.overwriteCache } = change;
    const spec = { ...message.spec, tags: [...tags], overwriteCache, metadata };
    // Every field is one of the stored message or one that was just replaced.
    const given = { project, domain, name, spec, inputs: userInputs } as Parameters<
      typeof create<typeof ExecutionCreateRequestSchema>
    >[1];
    return create(ExecutionCreateRequestSchema, given);
  }
}

function within({ project, domain, name }: NamedEntityIdentifier): readonly Condition<ExecutionRow>[] {
  const is = (field: string, value: string) => condition(executionListing, field, ["eq", value]);
  const place = [is("execution_project", project), is("execution_domain", domain)];
  return name === "" ? place : [...place, is("execution_name", name)];
}

const isActive = condition(executionListing, "state", ["ne", ExecutionState.EXECUTION_ARCHIVED]);

// Lists leave inputs out and cut long texts of errors.
function outline(execution: Execution): Execution {
  const { spec, closure } = execution;
  const result = closure?.outputResult;
  const { inputs, ...rest } = spec ?? { inputs: undefined };
  return {
    ...execution,
    ...(spec === undefined ? {} : { spec: { ...rest, $typeName: spec.$typeName } as typeof spec }),
    ...(closure !== undefined && result?.case === "error"
      ? { closure: { ...closure, outputResult: { case: "error", value: trimmed(result.value) } } }
      : {}),
  };
}
