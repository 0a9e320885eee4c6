import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { CacheStatus, NodePhase, RunPhase, TaskPhase } from "../../../lib/engine/index.js";
import {
  NodeExecution_Phase,
  TaskExecution_Phase,
  WorkflowExecution_Phase,
} from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import {
  decodeCacheStatus,
  decodeNodePhase,
  decodeRunPhase,
  decodeTaskPhase,
  encodeCacheStatus,
  encodeNodePhase,
  encodeRunPhase,
  encodeTaskPhase,
} from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";

const phases = suite("lib/idl/phase");

phases("the engine's words and the wire's numbers are the same sets", () => {
  const numbers = (names: object) => Object.values(names).filter((value): value is number => typeof value === "number");
  for (const phase of numbers(WorkflowExecution_Phase).slice(1)) {
    const word: RunPhase = decodeRunPhase(phase)!;
    assert.is(encodeRunPhase(word), phase);
  }
  for (const phase of numbers(NodeExecution_Phase).slice(1)) {
    const word: NodePhase = decodeNodePhase(phase)!;
    assert.is(encodeNodePhase(word), phase);
  }
  for (const phase of numbers(TaskExecution_Phase).slice(1)) {
    const word: TaskPhase = decodeTaskPhase(phase)!;
    assert.is(encodeTaskPhase(word), phase);
  }
  for (let status = 0; status <= 7; status++) {
    const word: CacheStatus = decodeCacheStatus(status);
    assert.is(encodeCacheStatus(word), status);
  }
});

phases("what nobody has looked at yet has no phase", () => {
  assert.is(decodeRunPhase(WorkflowExecution_Phase.UNDEFINED), undefined);
  assert.is(decodeNodePhase(NodeExecution_Phase.UNDEFINED), undefined);
  assert.is(decodeTaskPhase(TaskExecution_Phase.UNDEFINED), undefined);
});

phases("a phase of a newer protocol is refused", () => {
  throws(() => decodeRunPhase(42 as WorkflowExecution_Phase), "WIRE_ENUM_UNKNOWN");
});

phases.run();
