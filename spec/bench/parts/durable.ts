import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Dag } from "../../../lib/dag/index.js";
import { execute, priorOf, type Runner } from "../../../lib/engine/index.js";
import { type Journal, memoryJournal, openJournal } from "../../../lib/journal/index.js";
import { openDatabase } from "../../../lib/sqlite/index.js";
import { constant, graph, int, promise } from "../../support/graph.js";
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
      return [
        ...(await floors(state)),
        ...(await kept(state, "normal")),
        await chainRow("chain of 500, survives a power loss (full)", openJournal(full, { durability: "full" }), {
          goal: "one wait for the disk a step",
        }),
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

async function kept(state: string, durability: "normal" | "full"): Promise<readonly Row[]> {
  const journal = openJournal(state, { durability });
  const rows = [
    await chainRow("chain of 500", journal, { goal: "≤ 0.3 ms a step" }),
    await wholeRow("fan-out of 1,000", journal, { dag: fan(1_000), times: 5, goal: "≤ 150 ms" }),
    await wholeRow("fan-out of 10,000", journal, { dag: fan(10_000), times: 3, goal: "≤ 1.5 s, ≤ 250 MiB" }),
  ];
  await journal[Symbol.asyncDispose]();
  return [...rows, ...(await growthAndResume(state, durability))];
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

async function chainRow(what: string, journal: Journal, { goal }: { readonly goal: string }): Promise<Row> {
  const dag = chain(500);
  const whole = await time(5, () => go(journal, dag));
  return { what, figure: `${(whole / 500).toFixed(4)} ms a step (${inMilliseconds(whole)})`, goal, peer: "–" };
}

interface Whole {
  readonly dag: Dag;
  readonly times: number;
  readonly goal: string;
}

async function wholeRow(what: string, journal: Journal, { dag, times, goal }: Whole): Promise<Row> {
  const whole = await time(times, () => go(journal, dag));
  const memory = `${Math.round(process.memoryUsage.rss() / 1024 ** 2)} MiB in use after it`;
  return { what, figure: inMilliseconds(whole), goal, peer: memory };
}

function chain(length: number): Dag {
  return steps(length, (index) => (index === 0 ? constant(int(1)) : promise(`n${index - 1}`)));
}

function fan(width: number): Dag {
  return steps(width, () => constant(int(1)));
}

function steps(count: number, bound: (index: number) => ReturnType<typeof constant> | ReturnType<typeof promise>): Dag {
  const entries = Array.from({ length: count }, (_, index) => [
    `n${index}`,
    { task: "t", inputs: { a: bound(index) } },
  ]);
  return Object.freeze(graph({ nodes: Object.fromEntries(entries) }));
}
