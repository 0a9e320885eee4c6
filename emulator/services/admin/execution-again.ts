import { create } from "@bufbuild/protobuf";
import {
  type ExecutionCreateRequest,
  ExecutionCreateRequestSchema,
  type ExecutionMetadata,
  type ExecutionMetadata_ExecutionMode as Mode,
} from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import {
  type WorkflowExecutionIdentifier,
  WorkflowExecutionIdentifierSchema,
} from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type ExecutionRow, findExecution, type Store } from "../../state/index.js";

/** The first execution that fits the fields that are given, which are all that FlyteAdmin looks at; NOT_FOUND. */
export function anyExecution(store: Store, id: WorkflowExecutionIdentifier | undefined): ExecutionRow {
  const wanted = id ?? create(WorkflowExecutionIdentifierSchema);
  const given = (["project", "domain", "name"] as const).filter((field) => wanted[field] !== "");
  if (given.length === 3) return findExecution(store, wanted);
  const rows = [...store.executions.values()];
  const row = rows.find(({ message }) => given.every((field) => message.id?.[field] === wanted[field]));
  return row ?? findExecution(store, wanted);
}

/** What is asked for beside what the first run was asked for. */
export interface Again {
  readonly id: WorkflowExecutionIdentifier | undefined;
  /** Of the new run. */
  readonly name: string;
  readonly mode: Mode;
  readonly overwriteCache?: boolean;
  readonly metadata?: ExecutionMetadata | undefined;
}

/** The request that runs once more what an execution ran, with the same inputs. */
export function requestAgain(store: Store, { id, name, mode, ...change }: Again): ExecutionCreateRequest {
  const { message, userInputs, tags } = anyExecution(store, id);
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
