import type { MessageInitShape } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { failureOf } from "../../../../lib/client/index.js";
import type { NodeExecutionSchema } from "../../../../lib/idl/gen/flyteidl/admin/node_execution_pb.js";
import {
  ExecutionError_ErrorKind as Kind,
  NodeExecution_Phase as NodePhase,
  WorkflowExecution_Phase as Phase,
  TaskExecution_Phase as TaskPhase,
} from "../../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { fakeBackend } from "../../../support/fake-admin.js";

const failing = suite("lib/client/execution/failure-of");

type Node = MessageInitShape<typeof NodeExecutionSchema>;
const id = { project: "p", domain: "d", name: "e" };
const error = (message: string, { code = "USER:Unknown", kind = Kind.USER } = {}) => ({
  case: "error" as const,
  value: { code, message, kind },
});
const node = (nodeId: string, message?: string, more: { isParentNode?: boolean; child?: string } = {}): Node => ({
  id: { nodeId, executionId: id },
  metadata: { specNodeId: nodeId.split("-").at(-1)!, isParentNode: more.isParentNode ?? false },
  closure: {
    phase: message === undefined ? NodePhase.SUCCEEDED : NodePhase.FAILED,
    ...(message === undefined ? {} : { outputResult: error(message) }),
    ...(more.child === undefined
      ? {}
      : { targetMetadata: { case: "workflowNodeMetadata", value: { executionId: { ...id, name: more.child } } } }),
  },
});
const attempt = (retryAttempt: number, message: string) => ({
  id: { retryAttempt },
  closure: { phase: TaskPhase.FAILED, outputResult: error(message) },
});

failing("the task that failed tells why, with its node and last attempt", async () => {
  const found = await failureOf(
    flyte({
      nodes: { "e/": [node("start-node"), node("n0"), node("n1", "RetriesExhausted")] },
      attempts: { n1: [attempt(1, "division by zero"), attempt(0, "first")] },
    }),
    id,
  );
  assert.is(found.code, "EXECUTION_FAILED");
  assert.match(found.message, "execution p/d/e failed in node n1 (USER:Unknown): division by zero");
  assert.equal([found.node, found.attempt, found.origin], ["n1", 1, "user"]);
  assert.is(found.link, "http://flyte/console/projects/p/domains/d/executions/e");
});

failing("the failure is followed into sub-workflows and child executions", async () => {
  const found = await failureOf(
    flyte({
      nodes: {
        "e/": [node("n0", "outer", { isParentNode: true })],
        "e/n0": [node("n0-0-n4", "middle", { child: "child" })],
        "child/": [node("n7", "inner")],
      },
      attempts: { n7: [attempt(0, "no memory")] },
    }),
    id,
  );
  assert.is(found.node, "n0.n4.n7");
  assert.match(found.message, "no memory");
});

failing("a failure of the system is no fault of the user", async () => {
  const outputResult = error("node gone", { code: "Interrupted", kind: Kind.SYSTEM });
  const found = await failureOf(flyte({ outputResult }), id);
  assert.equal([found.origin, found.node], ["system", undefined]);
  assert.match(found.message, "(Interrupted): node gone");
});

failing("a timeout is told as one", async () => {
  const found = await failureOf(flyte({ phase: Phase.TIMED_OUT, outputResult: error("too slow") }), id);
  assert.is(found.code, "EXECUTION_TIMED_OUT");
  assert.match(found.message, "too slow");
});

failing("a backend that lists no nodes still tells of the execution's error", async () => {
  const closure = { phase: Phase.FAILED, outputResult: error("broken") };
  const found = await failureOf(fakeBackend({ getExecution: () => ({ closure }) }), id);
  assert.match(found.message, "broken");
});

failing.run();

interface Told {
  readonly phase?: Phase;
  readonly outputResult?: ReturnType<typeof error>;
  /** By execution and parent: `e/n0`. */
  readonly nodes?: Readonly<Record<string, readonly Node[]>>;
  readonly attempts?: Readonly<Record<string, readonly ReturnType<typeof attempt>[]>>;
}

function flyte({ phase = Phase.FAILED, outputResult = error("outermost"), nodes = {}, attempts = {} }: Told) {
  return fakeBackend({
    getExecution: () => ({ closure: { phase, outputResult } }),
    listNodeExecutions: ({ workflowExecutionId, uniqueParentId }) => ({
      nodeExecutions: [...(nodes[`${workflowExecutionId?.name}/${uniqueParentId}`] ?? [])],
    }),
    listTaskExecutions: ({ nodeExecutionId }) => ({ taskExecutions: [...(attempts[nodeExecutionId!.nodeId] ?? [])] }),
  });
}
