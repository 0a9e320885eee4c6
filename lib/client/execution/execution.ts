import type { WorkflowExecutionIdentifier } from "../../idl/gen/flyteidl/core/identifier_pb.js";
import type { Backend } from "../backend.js";

/** Names an execution. */
export interface ExecutionId {
  readonly project: string;
  readonly domain: string;
  readonly name: string;
}

/** For messages: `flytesnacks/development/f1234`. */
export function nameOf({ project, domain, name }: ExecutionId): string {
  return `${project}/${domain}/${name}`;
}

/** The page of an execution in the backend's console; undefined when it has none. */
export function linkOf({ console }: Backend, { project, domain, name }: ExecutionId): string | undefined {
  if (console === undefined) return undefined;
  return `${console.replace(/\/+$/, "")}/console/projects/${project}/domains/${domain}/executions/${name}`;
}

/** The id as plain data. */
export function executionIdOf({ project, domain, name }: WorkflowExecutionIdentifier): ExecutionId {
  return { project, domain, name };
}
