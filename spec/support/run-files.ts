import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import PQueue from "p-queue";

const here = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Which files of the build are run, and how long one may take. */
export interface Choice {
  /** How the names of the files end: `.spec.js`. */
  readonly suffix: string;
  /** Parts of paths; a file needs one of them. Empty: all. */
  readonly parts: readonly string[];
  readonly longestMilliseconds: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs uvu files of the build, each in a process of its own, prints what failed and then the totals, and sets the exit
 * code of this process.
 */
export async function runFiles(choice: Choice): Promise<void> {
  const { suffix, parts } = choice;
  const files = readdirSync(here, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(suffix))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
  const queue = new PQueue({ concurrency: availableParallelism() });
  const results = await Promise.all(files.map((file) => queue.add(() => runFile(file, choice))));

  for (const { output, failed } of results) if (failed > 0) process.stdout.write(output);
  const sum = (of: (result: Result) => number) => results.reduce((total, result) => total + of(result), 0);
  const failed = sum((result) => result.failed);
  console.log(`${files.length} spec files`);
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
  process.exitCode = failed > 0 || files.length === 0 ? 1 : 0;
}

interface Result {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

async function runFile(file: string, { longestMilliseconds, env }: Choice): Promise<Result> {
  const child = spawn(process.execPath, ["--enable-source-maps", join(here, file)], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk) => chunks.push(chunk));
  child.stderr.on("data", (chunk) => chunks.push(chunk));
  let late: string | undefined;
  const timer = setTimeout(() => {
    late = `not at its end after ${longestMilliseconds / 1000} s`;
    child.kill("SIGKILL");
  }, longestMilliseconds);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return judge(file, { code, late, output: Buffer.concat(chunks).toString() });
}

// uvu exits with 0 and prints no totals for a file that forgets `.run()`: that counts as a failure.
function judge(
  file: string,
  { code, late, output }: { readonly code: number | null; readonly late: string | undefined; readonly output: string },
): Result {
  const total = count(output, "Total");
  const passed = count(output, "Passed");
  const broken = code !== 0 || total === 0;
  const failed = broken ? Math.max(1, total - passed) : total - passed;
  const why = late ?? (total === 0 ? "no test ran: does the file call .run()?" : `exit code ${code}`);
  const name = relative(process.cwd(), join(here, file));
  if (failed > 0) console.log(`FAIL ${name}: ${why}`);
  return { file, passed, failed, output: `\n── ${name} (${why})\n${output}` };
}

function count(output: string, label: string): number {
  return [...output.matchAll(new RegExp(`${label}:\\s+(\\d+)`, "g"))].reduce(
    (sum, [, digits]) => sum + Number(digits),
    0,
  );
}
