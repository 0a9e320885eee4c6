import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@connectrpc/connect";
import { flyte, interfaceOf } from "../../../lib/client/index.js";
import { WorkflowExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { place } from "../../support/emulated.js";
import { repository } from "../../support/sources.js";
import { pythonTask } from "./python-task.js";
import { inMilliseconds, median, type Part, type Row, time } from "../table.js";

const command = join(repository, "dist", "bundle", "dsl", "cli", "main.js");
const program = join(repository, "dist", "spec", "bench", "programs", "noop-emulator.js");
const sample = "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model";
const storages = ["memory", "folder"] as const;
const { project, domain } = place;

/** The emulator's process and its client on one machine: rates, lists, memory, with state in memory and in a folder. */
export const emulator: Part = {
  name: "emulator",
  title: "Emulator: a process of its own, its client beside it",
  async measure(): Promise<readonly Row[]> {
    const rows: Row[] = [];
    for (const storage of storages) rows.push(...(await starting(storage)));
    for (const storage of storages) rows.push(...(await serving(storage)));
    for (const storage of storages) rows.push(await listing(storage));
    rows.push(await pythonTask());
    return rows;
  },
};

async function starting(storage: (typeof storages)[number]): Promise<readonly Row[]> {
  const memories: number[] = [];
  const spent = await time(7, () =>
    inFolder(storage, async (state) => {
      const args = [command, "emulator", "start", "--port", "0", "--state", state, "--json"];
      const child = spawn(process.execPath, args, { cwd: repository, stdio: ["ignore", "pipe", "inherit"] });
      try {
        const [line] = (await once(child.stdout, "data")) as [Buffer];
        await using backend = flyte((JSON.parse(line.toString()) as { url: string }).url);
        await interfaceOf(backend, "launchPlan", { name: sample, project: "flytesnacks", domain: "development" });
        memories.push(residentMebibytes(child));
      } finally {
        await end(child);
      }
    }),
  );
  const resident = median(memories);
  return [
    row(`process start to first RPC, state in ${storage}`, inMilliseconds(spent), "≤ 300 ms"),
    row(`memory held then, state in ${storage}`, Number.isNaN(resident) ? "–" : `${resident} MiB`, "≤ 120 MiB"),
  ];
}

async function serving(storage: (typeof storages)[number]): Promise<readonly Row[]> {
  return await withEmulator(storage, 0, async (admin, child) => {
    const launchPlan = { ...place, name: "noop", resourceType: ResourceType.LAUNCH_PLAN };
    let next = 0;
    const run = async () => {
      const { id } = await admin.createExecution({ project, domain, name: `r${next++}`, spec: { launchPlan } });
      const request = { ...(id && { id }) };
      while ((await admin.getExecution(request)).closure?.phase !== Phase.SUCCEEDED);
      return request;
    };
    const request = await run();
    const get = await rate(child, 32, 2500, () => admin.getExecution(request));
    const runs = await rate(child, 8, 2500, run);
    return [
      row(`GetExecution, state in ${storage}`, get, "≥ 5,000/s"),
      row(`CreateExecution to SUCCEEDED of a task that does nothing, state in ${storage}`, runs, "≥ 500/s"),
    ];
  });
}

async function listing(storage: (typeof storages)[number]): Promise<Row> {
  return await withEmulator(storage, 100_000, async (admin) => {
    const sortBy = { key: "created_at" };
    const spent = await time(25, () => admin.listExecutions({ id: { project, domain }, limit: 20, sortBy }));
    return row(`newest 20 of 100,000 executions, state in ${storage}`, inMilliseconds(spent, 1), "≤ 5 ms");
  });
}

// How often work is done in some time by so many at once, and what it costs both processes: wall clocks of a busy machine
// say little.
async function rate(child: ChildProcess, lanes: number, milliseconds: number, work: () => unknown): Promise<string> {
  let count = 0;
  const lane = async (end: number) => {
    while (performance.now() < end) {
      await work();
      count += 1;
    }
  };
  const all = (span: number) => Promise.all(Array.from({ length: lanes }, () => lane(performance.now() + span)));
  await all(milliseconds / 2);
  count = 0;
  const [before, own, start] = [await cpuOf(child), process.cpuUsage(), performance.now()];
  await all(milliseconds);
  const seconds = (performance.now() - start) / 1000;
  const spent = process.cpuUsage(own);
  const cpu = ((await cpuOf(child)) - before) / count;
  const client = (spent.user + spent.system) / count;
  const perSecond = Math.round(count / seconds).toLocaleString("en");
  return `${perSecond}/s (CPU of each: emulator ${Math.round(cpu)} µs, client ${Math.round(client)} µs)`;
}

async function cpuOf(child: ChildProcess): Promise<number> {
  const answer = told<{ readonly cpu: NodeJS.CpuUsage }>(child);
  child.send("cpu");
  const { cpu } = await answer;
  return cpu.user + cpu.system;
}

// The next message of a process; fails when it ends without one.
async function told<Message>(child: ChildProcess): Promise<Message> {
  const done = new AbortController();
  const { signal } = done;
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`the emulator ended with exit code ${code}`);
  });
  try {
    const [message] = (await Promise.race([once(child, "message", { signal }), ended])) as [Message];
    return message;
  } finally {
    ended.catch(() => {});
    done.abort();
  }
}

async function withEmulator<Result>(
  storage: (typeof storages)[number],
  runs: number,
  work: (admin: Client<typeof AdminService>, child: ChildProcess) => Promise<Result>,
): Promise<Result> {
  return await inFolder(storage, async (state) => {
    const child = fork(program, [state, String(runs)]);
    try {
      const { url } = await told<{ readonly url: string }>(child);
      await using backend = flyte(url.replace(/^http/, "grpc"));
      return await work(createClient(AdminService, backend.transport), child);
    } finally {
      await end(child);
    }
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function inFolder<Result>(
  storage: (typeof storages)[number],
  work: (state: string) => Promise<Result>,
): Promise<Result> {
  if (storage === "memory") return await work("memory");
  const folder = mkdtempSync(join(tmpdir(), "flytepath-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function residentMebibytes({ pid }: ChildProcess): number {
  const file = `/proc/${pid}/status`;
  const [, kibibytes] = existsSync(file) ? (/VmRSS:\s+(\d+) kB/.exec(readFileSync(file, "utf8")) ?? []) : [];
  return Math.round(Number(kibibytes) / 1024);
}

function row(what: string, figure: string, goal: string): Row {
  return { what, figure, goal, peer: "–" };
}
