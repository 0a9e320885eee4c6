import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { emulated } from "../../../dsl/index.js";
import type { Event } from "../../../lib/engine/index.js";
import { openJournal } from "../../../lib/journal/index.js";
import { assertSound } from "../../support/crash.js";
import { command } from "../../support/command.js";
import { executionsOf, namesIn, placeless } from "../executions-of.js";
import { Far, Long } from "./remotely.js";
import { killCases } from "./kill-cases.js";

/** What a run came to. */
export interface Result {
  readonly standing: string | undefined;
  readonly phase: string | undefined;
  /** Its outputs, its failure, or why it was aborted. */
  readonly says: string;
  /** By step, with the phase that each has come to. */
  readonly executions: readonly string[];
}

/** A folder, and a Flyte that lives on when processes are killed. */
export interface KillWorld extends AsyncDisposable {
  /** One process; at the point that it passes as the `at`-th it is killed, unless it ends before. */
  go(at: number): Promise<{ readonly point?: string | undefined; readonly result?: string | undefined }>;
  /** `flytepath runs abort`. */
  abort(): Promise<void>;
  result(): Promise<Result>;
}

const program = fileURLToPath(new URL("kill-child.js", import.meta.url));
const run = "killed";

/** Opens the world of a case. */
export async function openKillWorld(name: string): Promise<KillWorld> {
  const shared = "/dev/shm";
  const state = mkdtempSync(join(existsSync(shared) ? shared : tmpdir(), "flytepath-kill-"));
  const isAway = killCases[name]?.on === "flyte";
  const backend = emulated({ pipelines: [Far, Long], sample: false });
  const { url } = isAway ? await backend.listen({ port: 0 }) : { url: "" };
  async function go(at: number) {
    const { signal, stdout, stderr } = await child([name, url, state, `${at}`]);
    if (signal === "SIGKILL") return { point: pointIn(stdout) };
    const said = stdout.trim().split("\n").at(-1) ?? "";
    if (!said.startsWith("{")) throw new Error(`the process ended by ${signal ?? "itself"}:\n${stdout}${stderr}`);
    return { result: said };
  }
  return {
    go,
    async abort() {
      const { code, stderr } = await command(
        "runs",
        "abort",
        run,
        "--state",
        state,
        "--cause",
        "nobody wants it any more",
      );
      // What died before its first commit is no run.
      if (code !== 0 && !stderr.includes("JOURNAL_RUN_UNKNOWN")) throw new Error(stderr);
      if (code !== 0) await go(0);
    },
    async result() {
      await using journal = openJournal(state);
      const events: readonly Event[] = await journal.events(run);
      assertSound(events, run);
      const { phase, outputs, error, cause } = (await journal.outcome(run)) ?? {};
      return {
        standing: journal.find(run)?.standing,
        phase,
        says: cause ?? error?.message ?? JSON.stringify(placeless(outputs, state)),
        executions: isAway ? await executionsOf(backend) : namesIn(events),
      };
    },
    async [Symbol.asyncDispose]() {
      await backend[Symbol.asyncDispose]();
      rmSync(state, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

// Calls are the same however often they are repeated; commits are told apart by their number.
function pointIn(stdout: string): string {
  const [, point = "somewhere"] = /killed (.*)/.exec(stdout) ?? [];
  return /commit/.test(point) ? point : point.replace(/ #\d+$/, "");
}

interface Ended {
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function child(args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const process_ = execFile(process.execPath, [program, ...args], { timeout: 600_000 }, (_, stdout, stderr) => {
      resolve({ signal: process_.signalCode, stdout, stderr });
    });
  });
}
