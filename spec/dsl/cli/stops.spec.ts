import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openJournal } from "../../../lib/journal/index.js";
import { command, jsonLines, type Running, startCommand } from "../../support/command.js";
import { within } from "../../support/expect.js";

const stops = suite("dsl/cli/stops");
const folder = mkdtempSync(join(tmpdir(), "flytepath-stops-"));
const state = ["--state", join(folder, "state")];
const file = "spec/dsl/cli/pipelines/stopped.ts";
const study = "samples/04-when-things-go-wrong/workflow.ts";
const steps = ["listens", "spins", "hogs", "calls", "inner"];
let emulator: Running;
let url: string;

stops.before(async () => {
  emulator = startCommand([
    ...["emulator", "start", "--port", "0", "--register", study, "--json"],
    ...["--state", join(folder, "flyte"), "--on-stop", "abort"],
  ]);
  const said = await within(30_000, emulator.said("url"));
  url = (jsonLines(said.slice(said.indexOf("{")).split("\n", 1)[0]!)[0] as { url: string }).url;
});

stops.after(async () => {
  emulator.child.kill("SIGTERM");
  await within(30_000, emulator.finished);
  rmSync(folder, { recursive: true, force: true });
});

/** A run with everything under way, and the processes of its steps. */
async function underWay(run: string) {
  const where = mkdtempSync(join(folder, `${run}-`));
  const going = startCommand([
    ...["run", file, "Stopped", "--folder", where, "--run-id", run, "--backend", url, ...state, "--json"],
  ]);
  const told = within(60_000, going.said(`"externalId":"flytesnacks/development/${run}-trains-0"`));
  await Promise.all([told, ...steps.map((step) => within(60_000, there(join(where, step))))]);
  const pids = steps.map((step) => Number(readFileSync(join(where, step), "utf8")));
  return { going, where, pids: new Set(pids.filter((pid) => pid !== going.child.pid)) };
}

async function there(path: string): Promise<void> {
  while (!existsSync(path) || readFileSync(path, "utf8") === "") await pause(20);
}

// A process that was just killed is there until it was waited for.
async function gone(pids: Iterable<number>): Promise<void> {
  for (const pid of pids) while (isAlive(pid)) await pause(20);
}

function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

async function execution(run: string): Promise<{ phase: string; cause: string | undefined }> {
  const api = `${url.replace(/^grpc/, "http")}/api/v1/executions/flytesnacks/development/${run}-trains-0`;
  const { closure } = (await (await fetch(api)).json()) as Execution;
  return { phase: closure.phase, cause: closure.abortMetadata?.cause };
}

interface Execution {
  readonly closure: { readonly phase: string; readonly abortMetadata?: { readonly cause: string } };
}

async function aborted(run: string, cause: string): Promise<void> {
  while ((await execution(run)).phase !== "ABORTED") await pause(50);
  assert.is((await execution(run)).cause, cause);
}

const signals = {
  SIGINT: "aborted by the user (Ctrl-C)",
  SIGTERM: "the process was asked to end (SIGTERM)",
  SIGHUP: "the terminal was closed (SIGHUP)",
} as const;

for (const [signal, cause] of Object.entries(signals)) {
  stops(
    `${signal} reaches bodies, threads, processes with all they started, and Flyte, and the run is ABORTED`,
    async () => {
      const run = signal.toLowerCase();
      const { going, where, pids } = await underWay(run);
      going.child.kill(signal as keyof typeof signals);
      const { code, stdout } = await within(60_000, going.finished);
      const { phase, cause: told } = jsonLines(stdout).at(-1)!;
      assert.equal([code, phase, told], [130, "ABORTED", cause]);
      assert.is(readFileSync(join(where, "heard"), "utf8"), cause);
      await within(30_000, gone(pids));
      await within(20_000, aborted(run, cause));
      const shown = await command("runs", "show", run, ...state);
      assert.match(shown.stdout, `ABORTED: ${cause}`);
      assert.not.match(shown.stdout, "may still run");
      // It has ended: resuming runs nothing, and tells the same.
      const again = await command("resume", run, ...state, "--json");
      assert.equal([again.code, jsonLines(again.stdout).length], [130, 1]);
    },
  );
}

stops("a second Ctrl-C ends at once; the journal is whole, and who resumes tells Flyte", async () => {
  const { going, pids } = await underWay("twice");
  {
    await using journal = openJournal(join(folder, "state"));
    going.child.kill("SIGINT");
    const aborting = async () => {
      while (journal.find("twice")?.phase !== "ABORTING") await pause(10);
    };
    await within(20_000, aborting());
  }
  going.child.kill("SIGINT");
  assert.is((await within(30_000, going.finished)).code, 130);
  await within(30_000, gone(pids));
  const shown = await command("runs", "show", "twice", ...state);
  assert.match(shown.stdout, /phase +ABORTING, interrupted: flytepath resume twice/);
  const resumed = await command("resume", "twice", ...state, "--json");
  const { phase, cause } = jsonLines(resumed.stdout).at(-1)!;
  assert.equal([resumed.code, phase, cause], [130, "ABORTED", signals.SIGINT], resumed.stderr);
  await within(20_000, aborted("twice", signals.SIGINT));
});

stops("what a killed owner left running ends before the run goes on", async () => {
  const { going, where, pids } = await underWay("killed");
  going.child.kill("SIGKILL");
  await within(30_000, going.finished);
  const left = [...pids].filter(isAlive);
  assert.ok(left.length >= 3, "commands and processes outlive a SIGKILL");
  for (const step of steps) rmSync(join(where, step), { force: true });
  const resumed = startCommand(["resume", "killed", ...state, "--json"]);
  await within(60_000, Promise.all(steps.map((step) => there(join(where, step)))));
  await within(30_000, gone(left));
  assert.is((await execution("killed")).phase, "RUNNING");
  resumed.child.kill("SIGINT");
  assert.is((await within(60_000, resumed.finished)).code, 130);
});

stops.run();
