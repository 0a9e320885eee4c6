import { Max } from "class-validator";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { byDefault, Field, Float, Int } from "../../../dsl/field/index.js";
import { runTask, Task, type TaskContext, taskOf } from "../../../dsl/task/index.js";
import { type FileAccess, FlyteFile } from "../../../lib/types/index.js";
import { rejects } from "../../support/expect.js";

class Inputs {
  @Field(FlyteFile) table!: FlyteFile;
  @Field(Int) @Max(10) rounds = byDefault(2);
}
class Outputs {
  @Field(FlyteFile) model!: FlyteFile;
  @Field(Float) @Max(1) accuracy!: number;
}

@Task({ inputs: Inputs, outputs: Outputs, retries: 1 })
class XGBTrain {
  async run({ table, rounds }: Inputs): Promise<Outputs> {
    const text = await table.text();
    return { model: FlyteFile.fromBytes(text.toUpperCase(), { name: "model.txt" }), accuracy: rounds / 4 };
  }
}

class Counted {
  @Field(Int) count = byDefault(1);
}

@Task({ inputs: Counted, outputs: Counted })
class Forgets {
  run(_: Counted): Counted {
    // A body that is not as its class says.
    return undefined as unknown as Counted;
  }
}

const written = new Map<string, string>();
const files: FileAccess = {
  read: async () => new TextEncoder().encode("rows"),
  list: async () => [],
  write: async (name, bytes) => {
    written.set(name, new TextDecoder().decode(bytes));
    return `memory://${name}`;
  },
};
const silent = () => {};
const ctx: TaskContext = {
  signal: new AbortController().signal,
  attempt: 0,
  run: "run",
  node: "node",
  log: { debug: silent, info: silent, warn: silent, error: silent },
  workdir: "/nowhere",
  checkpoint: { save: async () => {}, restore: async () => undefined },
  progress: silent,
  shell: async () => ({ stdout: "", stderr: "", exitCode: 0 }),
};
const table = { kind: "blob", uri: "memory://in", format: "", dimensionality: "single" } as const;

const running = suite("dsl/task/run-task");

running("a body reads files, sees defaults, and what it made is delivered", async () => {
  const outputs = await runTask(XGBTrain, { table }, ctx, files);
  assert.equal(outputs.accuracy, { kind: "float", value: 0.5 });
  assert.is(outputs.model?.kind === "blob" && outputs.model.uri.startsWith("memory://"), true);
  assert.equal([...written.values()], ["ROWS"]);
});

running("values that break a rule stop a task before and after its body", async () => {
  const before = await rejects(
    runTask(XGBTrain, { table, rounds: { kind: "int", value: "11" } }, ctx, files),
    "VALUE_RULE_BROKEN",
  );
  assert.is(before.path, "xgb-train.inputs.rounds");
  const after = await rejects(
    runTask(XGBTrain, { table, rounds: { kind: "int", value: "8" } }, ctx, files),
    "VALUE_RULE_BROKEN",
  );
  assert.is(after.path, "xgb-train.outputs.accuracy");
});

running("a result of another shape is refused by its path", async () => {
  @Task({ outputs: Outputs })
  class Half {
    run(): Outputs {
      // The author's compiler can be told anything.
      return { accuracy: "high" } as unknown as Outputs;
    }
  }
  const error = await rejects(runTask(Half, {}, ctx, files), "VALUE_REFUSED");
  assert.is(error.path, "half.outputs");
});

running("a class without the decorator is no task", async () => {
  class Bare {}
  await rejects(runTask(Bare, {}, ctx, files), "TASK_UNDECORATED");
});

running("a task knows its name and where its decorator stands", () => {
  const record = taskOf(XGBTrain);
  assert.is(record?.name, "xgb-train");
  assert.is(record?.exportName, "XGBTrain");
  assert.match(record?.at?.file ?? "", /spec\/dsl\/task\/run-task\.spec\.ts$/);
  assert.is(record?.at?.line, 18);
});

running("a body that gives nothing is told so, also where every output has a default", async () => {
  const error = await rejects(runTask(Forgets, {}, ctx, files), "FIELD_VALUES_EXPECTED");
  assert.match(error.message, /expected an object with the fields of Counted, got undefined/);
});

running.run();
