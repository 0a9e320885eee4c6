import { create } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import type { NamedEntityIdentifier } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import {
  type ExecutionCreateRequest,
  ExecutionState,
  ExecutionStateChangeDetailsSchema,
  ExecutionMetadata_ExecutionMode as Mode,
} from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import type { WorkflowExecutionIdentifier } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
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
import { anyExecution, requestAgain } from "./execution-again.js";
import { outline } from "./execution-outline.js";

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
      return await begin(requestAgain(store, { id, name, mode: Mode.RELAUNCH, overwriteCache }));
    },
    async recoverExecution({ id, name, metadata }) {
      return await begin(requestAgain(store, { id, name, mode: Mode.RECOVERED, metadata }));
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
      const row = anyExecution(store, id);
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
}

function within({ project, domain, name }: NamedEntityIdentifier): readonly Condition<ExecutionRow>[] {
  const is = (field: string, value: string) => condition(executionListing, field, ["eq", value]);
  const place = [is("execution_project", project), is("execution_domain", domain)];
  return name === "" ? place : [...place, is("execution_name", name)];
}

const isActive = condition(executionListing, "state", ["ne", ExecutionState.EXECUTION_ARCHIVED]);
