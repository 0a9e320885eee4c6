import { cpus, totalmem } from "node:os";

/** One line of a bench: what was measured, our figure, the goal, and a peer measured in the same run. */
export interface Row {
  readonly what: string;
  readonly figure: string;
  readonly goal: string;
  /** Name and figure of the peer, or why there is none. */
  readonly peer: string;
}

/** A group of measurements: `npm run bench -- NAME`. */
export interface Part {
  readonly name: string;
  readonly title: string;
  measure(): Promise<readonly Row[]>;
}

/** Rows as a Markdown table. */
export function toMarkdown(rows: readonly Row[]): string {
  const head: Row = { what: "what", figure: "flytepath", goal: "goal", peer: "beside it" };
  const line = ({ what, figure, goal, peer }: Row) => `| ${what} | ${figure} | ${goal} | ${peer} |`;
  return [line(head), "|---|---|---|---|", ...rows.map(line)].join("\n");
}

/** The machine in one line, without its name. */
export function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${processors.length} × ${processors[0]?.model ?? "unknown processor"}, ${memory} GiB, Node ${process.version}`;
}

/** The median of some figures. */
export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds as a figure of a table. */
export function inMilliseconds(milliseconds: number, digits = 0): string {
  return `${milliseconds.toFixed(digits)} ms`;
}

/** Runs some work several times after a first, uncounted one; the median of its milliseconds. */
export async function time(times: number, work: () => unknown): Promise<number> {
  await work();
  const figures: number[] = [];
  for (let run = 0; run < times; run += 1) {
    const start = performance.now();
    await work();
    figures.push(performance.now() - start);
  }
  return median(figures);
}
