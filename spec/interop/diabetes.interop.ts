import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  Float,
  type Flow,
  FlyteFile,
  flyte,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  run,
} from "../../dsl/index.js";
import { DiabetesXgboostModel } from "../../samples/01-diabetes/workflow.js";
import { interopPython, python, spawnEmulator } from "../support/spawned-emulator.js";
import { repository } from "../support/sources.js";

const diabetes = suite("interop/diabetes");

class Request {
  @Field(Float, { name: "test_split_ratio" }) testSplitRatio!: number;
  @Field(Int) seed!: number;
}

class Trained {
  @Field(FlyteFile) model!: FlyteFile;
  @Field(Float) accuracy!: number;
}

@FlyteStep({
  launchPlan: "local_diabetes",
  project: "flytesnacks",
  domain: "development",
  inputs: Request,
  outputs: Trained,
})
class PythonDiabetes extends Remote<Request, Trained> {}

@Pipeline({ name: "asks_python", inputs: Request, outputs: Trained })
class AsksPython {
  compose({ testSplitRatio, seed }: Refs<Request>, flow: Flow): Bindings<Trained> {
    return flow.step(PythonDiabetes, { testSplitRatio, seed });
  }
}

diabetes(
  "a TypeScript pipeline launches the Python workflow, and both train the same model, byte for byte",
  async () => {
    const golden = join(repository, "spec", "golden", "flytekit");
    const table = join(golden, "ml_training", "pima_diabetes", "pima.csv");
    const emulator = await spawnEmulator([golden]);
    const cwd = join(repository, "spec", "interop", "python");
    const { endpoint } = emulator;
    await python(["local_diabetes.py", "register", endpoint, table], { cwd, env: { PYTHONPATH: golden } });
    await using backend = flyte(`grpc://${endpoint}`);
    const request = { testSplitRatio: 0.33, seed: 7 };
    const byPython = await run(AsksPython, request, { state: "memory", backend });
    const here = await run(DiabetesXgboostModel, request, { state: "memory" });
    assert.is(byPython.accuracy, here.accuracy);
    const model = await jsonOf(byPython.model.uri, cwd);
    assert.is(model.compare(Buffer.from(await here.model.bytes())), 0);
    await emulator.stop();
  },
);

diabetes.run();

function jsonOf(uri: string, cwd: string): Promise<Buffer> {
  const path = uri.startsWith("file:") ? fileURLToPath(uri) : uri;
  const child = spawn(interopPython(), ["local_diabetes.py", "model", path], {
    cwd,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  return new Promise((resolve) => child.on("close", () => resolve(Buffer.concat(chunks))));
}
