import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { emulated } from "../../../dsl/index.js";
import { openJournal } from "../../../lib/journal/index.js";
import { assertSound } from "../../support/crash.js";
import { executionsOf } from "../executions-of.js";
import { Far } from "./remotely.js";

/** What became of runs whose processes were killed. */
export interface Killed {
  readonly kills: number;
  readonly runs: number;
  /** Where processes were killed, each once. */
  readonly points: ReadonlySet<string>;
  readonly failed: readonly { readonly seed: number; readonly error: unknown }[];
}

const program = fileURLToPath(new URL("kill-child.js", import.meta.url));

/** Runs a pipeline in processes that are killed by SIGKILL, seed by seed, until there were so many of them. */
export async function killSeeds(wanted: number): Promise<Killed> {
  const points = new Set<string>();
  const failed: { seed: number; error: unknown }[] = [];
  let kills = 0;
  let seed = 0;
  for (; kills < wanted; seed += 1) {
    try {
      for (const point of await killSeed(seed)) {
        kills += 1;
        points.add(point);
      }
    } catch (error) {
      failed.push({ seed, error });
      if (failed.length > 5) break;
    }
  }
  return { kills, runs: seed, points, failed };
}

/** One run, whose process is killed and started again until it ends; gives where it was killed. */
export async function killSeed(seed: number): Promise<readonly string[]> {
  const state = mkdtempSync(join(tmpdir(), "flytepath-kill-"));
  const backend = emulated({ pipelines: [Far], sample: false });
  try {
    const { url } = await backend.listen({ port: 0 });
    const points: string[] = [];
    for (let go = 0; go < 60; go += 1) {
      const { signal, stdout, stderr } = await child([url, state, `${seed}`, `${go}`]);
      if (signal !== "SIGKILL") {
        const said = stdout.trim();
        const expected = { phase: "SUCCEEDED", outputs: { n: { kind: "int", value: "19" } } };
        assert.is(said, JSON.stringify(expected), `${said}\n${stderr}`);
        break;
      }
      points.push(/killed (.*)/.exec(stdout)?.[1] ?? "somewhere");
    }
    await using journal = openJournal(state);
    assert.is(journal.find("killed")?.standing, "ended");
    const events = await journal.events("killed");
    assertSound(events, `kill seed ${seed}`);
    const expected = ["killed-left SUCCEEDED", "killed-when-0-when-large SUCCEEDED"];
    assert.equal(await executionsOf(backend), expected, "each execution was started once, and ended");
    return points;
  } finally {
    await backend[Symbol.asyncDispose]();
    rmSync(state, { recursive: true, force: true, maxRetries: 3 });
  }
}

interface Ended {
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function child(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const process_ = execFile(process.execPath, [program, ...args], { timeout: 60_000 }, (_, stdout, stderr) => {
      resolve({ signal: process_.signalCode, stdout, stderr });
    });
  });
}
