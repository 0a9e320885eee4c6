import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { schema } from "../../../emulator/state/disk/schema.js";
import { watch } from "../../../lib/client/index.js";
import { WorkflowExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { openDatabase } from "../../../lib/sqlite/index.js";
import { place } from "../../support/emulated.js";
import { openIn } from "../../support/emulator-child.js";
import { within } from "../../support/expect.js";
import { int } from "../../support/graph.js";
import { createRandom } from "../../support/random.js";
import { repository } from "../../support/sources.js";

const crash = suite("emulator/state/crash");

const folder = mkdtempSync(join(tmpdir(), "flytepath-crash-"));
crash.after(() => rmSync(folder, { recursive: true, force: true }));

const rounds = 8;
const program = join(repository, "dist", "spec", "support", "emulator-child.js");

// What an emulator said until it was killed after so many lines.
async function killed(lines: number, first: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [program, folder, String(first)], { stdio: ["ignore", "pipe", "inherit"] });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line);
    if (said.length === lines) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return said;
}

const namesOf = (said: readonly string[], what: string) =>
  said.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));

const work = () => readFileSync(join(folder, "work.log"), "utf8").trimEnd().split("\n");

crash(
  "an emulator that is killed at any moment keeps what it acknowledged, and its runs go on to their ends",
  async () => {
    const random = createRandom(11);
    writeFileSync(join(folder, "work.log"), "");
    const acked = new Set<string>();
    const seen = new Map<string, number>();
    for (let round = 0; round < rounds; round++) {
      const said = await killed(random.whole(1, 60), round * 1000);
      for (const name of namesOf(said, "acked")) acked.add(name);
      const done = work().length;
      for (const name of namesOf(said, "seen")) seen.set(name, done);

      const database = openDatabase(join(folder, "emulator.db"), { schema, exclusive: true });
      database.check();
      const orphans = "SELECT count(*) AS n FROM nodes WHERE execution NOT IN (SELECT serial FROM executions)";
      assert.equal(database.prepare(orphans).get(), { n: 0 });
      database.close();
    }
    assert.ok(acked.size > rounds, `${acked.size} runs were acknowledged`);

    const emulator = openIn(folder);
    const admin = createClient(AdminService, emulator.backend.transport);
    for (const name of acked) {
      const id = { ...place, name };
      const { closure } = await admin.getExecution({ id });
      if (seen.has(name)) assert.is(closure?.phase, Phase.SUCCEEDED, `${name} had been seen to succeed`);
      const outcome = await within(20_000, watch(emulator.backend, id));
      const wanted = (Number(name.slice(1)) + 1) * 2 + 1;
      assert.equal(outcome, { phase: "SUCCEEDED", outputs: { o: int(wanted) } }, name);
    }
    const lines = work();
    for (const [name, done] of seen) {
      const again = lines.slice(done).filter((line) => line.startsWith(`${name} `));
      assert.equal(again, [], `${name} had succeeded, and ran again`);
    }
    await emulator.close();
  },
);

crash.run();
