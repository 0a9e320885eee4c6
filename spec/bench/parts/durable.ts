import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Dag } from "../../../lib/dag/index.js";
import { execute, priorOf, type Runner } from "../../../lib/engine/index.js";
import { type Journal, memoryJournal, openJournal } from "../../../lib/journal/index.js";
import { openDatabase } from "../../../lib/sqlite/index.js";
import { int } from "../../support/graph.js";
import { type DbosFigures, dbosFigures } from "../peers/dbos.js";
import { chain, fan } from "../step-graphs.js";
import { inMilliseconds, type Part, type Row, time } from "../table.js";

const runner: Runner = { run: async (_, { a = int(0) }) => ({ outputs: { o: a } }) };
const folder = () => mkdtempSync(join(tmpdir(), "flytepath-bench-"));

/** What it costs to keep what a run does, beside what SQLite costs at least. */
export const durable: Part = {
  name: "durable",
  title: "Durable runs: cost of a step that does nothing, kept in SQLite",
  async measure(): Promise<readonly Row[]> {
    const state = folder();
    const full = folder();
    try {
      const dbos = await dbosFigures();
      return [
        ...(await floors(state)),
        ...(await kept(state, dbos)),
        ...(await keptFully(full, dbos)),
        await chainRow("chain of 500, journal in memory", memoryJournal(), { goal: "≤ 0.05 ms a step" }),
      ];
    } finally {
      for (const each of [state, full]) rmSync(each, { recursive: true });
    }
  },
};

async function floors(state: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const durability of ["normal", "full"] as const) {
    const database = openDatabase(join(state, `floor-${durability}.db`), {
      schema: ["CREATE TABLE t (k INTEGER PRIMARY KEY, v TEXT)"],
      durability,
    });
    const insert = database.prepare("INSERT INTO t (v) VALUES (?)");
    const text = "x".repeat(250);
    const whole = await time(3, async () => {
      for (let at = 0; at < 500; at += 1) insert.run(text);
    });
    const grouped = await time(3, async () => {
      for (let at = 0; at < 50; at += 1) {
        database.transaction(() => {
          for (let each = 0; each < 100; each += 1) insert.run(text);
        });
      }
    });
    database.close();
    const figure = `${(whole / 500).toFixed(4)} ms an insert; ${(grouped / 5000).toFixed(4)} ms with 100 a commit`;
    rows.push({ what: `SQLite's floor, synchronous=${durability}`, figure, goal: "–", peer: "–" });
  }
  return rows;
}

async function kept(state: string, dbos: DbosFigures | string): Promise<readonly Row[]> {
  const journal = openJournal(state);
  const beside = { dbos, of: "normal" } as const;
  const rows = [
    await chainRow("chain of 500", journal, { goal: "≤ 0.3 ms a step", ...beside }),
    await fanRow("fan-out of 1,000", journal, { width: 1_000, times: 5, goal: "≤ 150 ms", ...beside }),
    await fanRow("fan-out of 10,000", journal, { width: 10_000, times: 3, goal: "≤ 1.5 s" }),
  ];
  await journal[Symbol.asyncDispose]();
  return [...rows, await memoryRow(state), ...(await growthAndResume(state, "normal"))];
}

async function keptFully(state: string, dbos: DbosFigures | string): Promise<readonly Row[]> {
  const journal = openJournal(state, { durability: "full" });
  const beside = { dbos, of: "full" } as const;
  const goal = "one wait for the disk a step";
  const rows = [
    await chainRow("chain of 500, survives a power loss (full)", journal, { goal, ...beside }),
    await fanRow("fan-out of 1,000, survives a power loss (full)", journal, {
      width: 1_000,
      times: 5,
      goal: "–",
      ...beside,
    }),
  ];
  await journal[Symbol.asyncDispose]();
  return rows;
}

async function memoryRow(state: string): Promise<Row> {
  const program = fileURLToPath(new URL("../programs/kept-fan.js", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, "10000", join(state, "alone")]);
  // Printed by the program.
  const { milliseconds, peak } = JSON.parse(stdout) as { readonly milliseconds: number; readonly peak: number };
  return {
    what: "fan-out of 10,000 in a process of its own: peak memory",
    figure: `${Math.round(peak / 1024 ** 2)} MiB (${inMilliseconds(milliseconds)}, its first)`,
    goal: "≤ 250 MiB",
    peer: "–",
  };
}

async function growthAndResume(state: string, durability: "normal" | "full"): Promise<readonly Row[]> {
  const file = join(state, "journal.db");
  const before = statSync(file).size;
  const dag = chain(10_000);
  const first = openJournal(state, { durability });
  await go(first, dag, "long");
  await first[Symbol.asyncDispose]();
  const growth = (statSync(file).size - before) / 10_000;

  // As a process that ended before its last step had left it.
  const second = openJournal(state, { durability });
  const events = await second.events("long");
  const cut = events.findIndex((event) => event.kind === "node" && event.node === "n9999");
  const recording = (await second.begin({ id: "cut", dag, inputs: {} }))!;
  for (const event of events.slice(0, cut)) await recording.tell({ ...event, run: "cut" });
  await recording.release();
  await second[Symbol.asyncDispose]();

  const whole = await time(5, async () => {
    const journal = openJournal(state, { durability });
    const taken = await journal.take("cut");
    const prior = priorOf(taken.events, { next: taken.next });
    const stop = new AbortController();
    await new Promise<void>((resolve) => {
      const told: Runner = {
        run: () => {
          resolve();
          return new Promise(() => {});
        },
      };
      void execute(dag, {}, { run: "cut", runner: told, prior, signal: stop.signal, onEvent() {} });
    });
    await journal[Symbol.asyncDispose]();
  });
  return [
    {
      what: "growth of the file, chain of 10,000",
      figure: `${Math.round(growth)} B a step`,
      goal: "≤ 1 KiB a step",
      peer: "–",
    },
    {
      what: "10,000 steps resumed, until the first new one runs",
      figure: inMilliseconds(whole),
      goal: "≤ 200 ms",
      peer: "–",
    },
  ];
}

let runs = 0;

async function go(journal: Journal, dag: Dag, id = `run-${runs++}`): Promise<void> {
  const recording = (await journal.begin({ id, dag, inputs: {} }))!;
  const { phase, error } = await execute(dag, {}, { run: id, runner, onEvent: (event) => recording.tell(event) });
  if (phase !== "SUCCEEDED") throw new Error(error?.message ?? phase);
  await recording.release();
}

/** What a row is held against. */
interface Beside {
  readonly goal: string;
  readonly dbos?: DbosFigures | string;
  readonly of?: "normal" | "full";
}

async function chainRow(what: string, journal: Journal, { goal, dbos, of }: Beside): Promise<Row> {
  const dag = chain(500);
  const whole = await time(5, () => go(journal, dag));
  const ours = whole / 500;
  const figure = `${ours.toFixed(4)} ms a step (${inMilliseconds(whole)})`;
  return { what, figure, goal, peer: peerOf(dbos, of, ({ chain: theirs }) => [theirs / 500, ours, " a step"]) };
}

async function fanRow(
  what: string,
  journal: Journal,
  { width, times, goal, dbos, of }: Beside & { readonly width: number; readonly times: number },
): Promise<Row> {
  const dag = fan(width);
  const whole = await time(times, () => go(journal, dag));
  return {
    what,
    figure: inMilliseconds(whole),
    goal,
    peer: peerOf(dbos, of, ({ fan: theirs }) => [theirs, whole, ""]),
  };
}

function peerOf(
  dbos: Beside["dbos"],
  of: Beside["of"],
  figures: (timed: DbosFigures["full"]) => readonly [theirs: number, ours: number, unit: string],
): string {
  if (dbos === undefined || of === undefined) return "–";
  if (typeof dbos === "string") return dbos;
  const [theirs, ours, unit] = figures(dbos[of]);
  const how = of === "full" ? "" : ", synchronous_commit=off";
  return `${dbos.name}${how}: ${inMilliseconds(theirs, theirs < 100 ? 2 : 0)}${unit} (${(theirs / ours).toFixed(0)} ×)`;
}
