import { availableParallelism } from "node:os";
import { killCases } from "./kill-cases.js";
import { openKillWorld, type KillWorld, type Result } from "./kill-world.js";
import * as assert from "uvu/assert";

/** What became of runs whose processes were killed. */
export interface Killed {
  readonly kills: number;
  readonly runs: number;
  /** Where processes were killed, each once: which pipeline, and at which point. */
  readonly points: ReadonlySet<string>;
  readonly failed: readonly { readonly seed: number; readonly error: unknown }[];
}

/** Runs pipelines in processes that are killed by SIGKILL, seed by seed, until that was at so many points. */
export async function killSeeds(wanted: number): Promise<Killed> {
  const points = new Set<string>();
  const failed: { seed: number; error: unknown }[] = [];
  let kills = 0;
  let next = 0;
  const isEnough = () => points.size >= wanted || next >= 10 * wanted || failed.length > 5;
  const lane = async () => {
    while (!isEnough()) {
      const seed = next++;
      try {
        const at = await killSeed(seed);
        kills += at.length;
        for (const point of at) points.add(point);
      } catch (error) {
        failed.push({ seed, error });
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return { kills, runs: next, points, failed };
}

const names = Object.keys(killCases);

/** One run, whose process is killed at points that the seed says, and started again until it ends; gives where. */
export async function killSeed(seed: number): Promise<readonly string[]> {
  const name = names[seed % names.length]!;
  const { pipeline, points, isAborted = false } = killCases[name]!;
  const turn = Math.floor(seed / names.length);
  const calm = await undisturbed(name);
  await using world = await openKillWorld(name);
  const killed: string[] = [];
  // The first go is killed anywhere, the next ones near their beginning; the last one lives.
  const deaths = [4 + ((turn * 17) % points), ...(isAborted ? [] : [2 + ((turn * 7) % 23), 1 + ((turn * 5) % 17)])];
  let hasEnded = false;
  for (const at of isAborted ? deaths : [...deaths, 0]) {
    const { point, result } = await world.go(at);
    if (point !== undefined) killed.push(`${pipeline.name} ${point}`);
    hasEnded = result !== undefined;
    if (hasEnded) break;
  }
  if (!hasEnded) await world.abort();
  check(await world.result(), calm, isAborted);
  return killed;
}

const known = new Map<string, Promise<Result>>();

function undisturbed(name: string): Promise<Result> {
  const calm = known.get(name) ?? runCalmly(name);
  known.set(name, calm);
  return calm;
}

async function runCalmly(name: string): Promise<Result> {
  await using world: KillWorld = await openKillWorld(name);
  await world.go(0);
  return await world.result();
}

function check(result: Result, calm: Result, isAborted: boolean): void {
  assert.is(result.standing, "ended");
  if (!isAborted || result.phase !== "ABORTED") {
    assert.equal(result, calm);
    return;
  }
  assert.is(result.says, "nobody wants it any more");
  const started = result.executions.map((execution) => execution.split(" ")[0]);
  assert.equal(started, [...new Set(started)], "each execution was started once");
  const going = result.executions.filter((execution) => !execution.endsWith(" ABORTED"));
  assert.equal(going, [], "each execution has ended");
}
