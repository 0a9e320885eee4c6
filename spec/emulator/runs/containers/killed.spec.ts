import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { watch } from "../../../../lib/client/index.js";
import { TaskExecution_Phase as Phase } from "../../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { AdminService } from "../../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { openWithContainers } from "../../../support/container-child.js";
import { place } from "../../../support/emulated.js";
import { within } from "../../../support/expect.js";
import { repository } from "../../../support/sources.js";

const killed = suite("emulator/runs/containers/killed");

const program = join(repository, "dist", "spec", "support", "container-child.js");

// Without a process table nobody can tell whose processes they are.
if (existsSync("/proc/self/stat")) {
  killed("an attempt of an emulator that was killed is ended by the next one, and followed by another", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flytepath-killed-"));
    const child = spawn(process.execPath, [program, folder], { stdio: "inherit" });
    const started = () => (existsSync(join(folder, "started")) ? lines(join(folder, "started")) : []);
    await within(
      20_000,
      until(() => started().length === 1),
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    const [first = ""] = started();
    assert.ok(isAlive(first), "the container outlives its emulator");

    const emulator = openWithContainers(folder);
    const id = { project: place.project, domain: place.domain, name: "killed" };
    assert.is((await within(20_000, watch(emulator.backend, id))).phase, "SUCCEEDED");
    assert.not(isAlive(first));
    assert.equal(
      started().map((line) => line.split(" ")[0]),
      ["0", "1"],
    );
    const admin = createClient(AdminService, emulator.backend.transport);
    const nodeExecutionId = { executionId: id, nodeId: "n0" };
    const { taskExecutions } = await admin.listTaskExecutions({ nodeExecutionId, limit: 5 });
    assert.equal(
      taskExecutions.map((task) => [task.id?.retryAttempt, Phase[task.closure?.phase ?? 0]]),
      [
        [0, "ABORTED"],
        [1, "SUCCEEDED"],
      ],
    );
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

killed.run();

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(10);
}

function lines(file: string): readonly string[] {
  return readFileSync(file, "utf8").trimEnd().split("\n");
}

// A process that was killed and that nobody has asked after counts as gone.
function isAlive(line: string): boolean {
  try {
    return !/^\d+ \(.*\) [ZX] /.test(readFileSync(`/proc/${line.split(" ")[1]}/stat`, "utf8"));
  } catch {
    return false;
  }
}
