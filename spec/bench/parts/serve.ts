import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { flyte, interfaceOf } from "../../../lib/client/index.js";
import { repository } from "../../support/sources.js";
import { inMilliseconds, type Part, type Row, time } from "../table.js";

const command = join(repository, "dist", "bundle", "dsl", "cli", "main.js");
const workflow = "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model";

/** From the start of the emulator's process to its first answer over the network. */
export const serve: Part = {
  name: "serve",
  title: "Emulator: process start to first RPC answered",
  async measure(): Promise<readonly Row[]> {
    const figure = inMilliseconds(await time(9, startAndAsk));
    const what = "`flytepath emulator start`, first GetLaunchPlan answered over gRPC";
    return [{ what, figure, goal: "≤ 300 ms", peer: "none" }];
  },
};

async function startAndAsk(): Promise<void> {
  const args = [command, "emulator", "start", "--port", "0", "--state", "memory", "--json"];
  const child = spawn(process.execPath, args, { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    await using backend = flyte((JSON.parse(line.toString()) as { url: string }).url);
    await interfaceOf(backend, "launchPlan", { name: workflow, project: "flytesnacks", domain: "development" });
  } finally {
    child.kill("SIGKILL");
  }
}
