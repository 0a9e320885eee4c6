import type { Dag, Node } from "../../../lib/dag/index.js";
import { type ExecuteOptions, execute, type Runner } from "../../../lib/engine/index.js";
import { constant, graph, int, promise } from "../../support/graph.js";
import { inMilliseconds, type Part, type Row, time } from "../table.js";

const runner: Runner = { run: async (_, { a = int(0) }) => ({ outputs: { o: a } }) };

/** What a step that does nothing costs: one after the other, and side by side. */
export const engine: Part = {
  name: "engine",
  title: "Engine: cost of a step that does nothing, in memory",
  async measure(): Promise<readonly Row[]> {
    const listening = { onEvent: () => {} };
    const waiting = { onEvent: async () => {} };
    return [
      await row("chain of 500, every event told", chain(500), { options: listening, goal: "≤ 0.05 ms a step" }),
      await row("chain of 500, every event awaited", chain(500), { options: waiting, goal: "≤ 0.1 ms a step" }),
      await row("chain of 20,000", chain(20_000), { options: listening, goal: "≤ 0.05 ms a step", times: 3 }),
      await row("fan-out of 1,000", fan(1_000), { options: listening, goal: "≤ 0.1 ms a step" }),
      await row("fan-out of 1,000, 8 at once", fan(1_000), {
        options: { ...listening, concurrency: 8 },
        goal: "≤ 0.1 ms a step",
      }),
      await row("fan-out of 10,000", fan(10_000), { options: listening, goal: "linear", times: 3 }),
      await row("fan-out of 50,000", fan(50_000), { options: listening, goal: "linear, ≤ 512 MiB", times: 1 }),
      await row("mapped step of 10,000 elements", mapped(10_000), {
        options: listening,
        goal: "linear",
        times: 3,
        steps: 10_000,
      }),
    ];
  },
};

interface Measured {
  readonly options: Partial<ExecuteOptions>;
  readonly goal: string;
  readonly times?: number;
  readonly steps?: number;
}

async function row(
  what: string,
  dag: Dag,
  { options, goal, times = 9, steps = dag.nodes.length }: Measured,
): Promise<Row> {
  const whole = await time(times, async () => {
    const { phase, error } = await execute(dag, {}, { run: "bench", runner, ...options });
    if (phase !== "SUCCEEDED") throw new Error(error?.message ?? phase);
  });
  const memory = `${Math.round(process.memoryUsage.rss() / 1024 ** 2)} MiB in use after it`;
  return { what, figure: `${(whole / steps).toFixed(4)} ms a step (${inMilliseconds(whole)})`, goal, peer: memory };
}

function chain(length: number): Dag {
  return steps(length, (index) => (index === 0 ? constant(int(1)) : promise(`n${index - 1}`)));
}

function fan(width: number): Dag {
  return steps(width, () => constant(int(1)));
}

function steps(count: number, bound: (index: number) => Node["inputs"][string]): Dag {
  const entries = Array.from({ length: count }, (_, index) => [
    `n${index}`,
    { task: "t", inputs: { a: bound(index) } },
  ]);
  return Object.freeze(graph({ nodes: Object.fromEntries(entries) }));
}

function mapped(size: number): Dag {
  const inputs = { a: constant({ kind: "list", items: Array.from({ length: size }, (_, index) => int(index)) }) };
  const node: Node = { id: "e", target: { kind: "task", task: "t" }, inputs, after: [] };
  return Object.freeze(graph({ nodes: { n0: { inputs, target: { kind: "array", node, boundInputs: [] } } } }));
}
