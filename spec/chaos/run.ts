import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { faultKinds } from "../../dsl/testing/index.js";
import { killSeed, killSeeds } from "./kill/kill-seeds.js";
import { oneSeed, type Seeded } from "./one-seed.js";

// `npm run chaos [-- --seed N | --seeds FROM..TO | --kill-seed N] [--kills N]`: runs pipelines under the faults of many seeds, in this
// process and in processes that are killed at so many points, and prints what was found.

const { seeds, kills, one } = readArgs(process.argv.slice(2));
const begun = performance.now();
const failed: (Seeded | { readonly seed: number; readonly error: unknown })[] = [];
const made = new Map<string, number>();
let goes = 0;

const phases = new Map<string, number>();
// A process at a time for so many seeds: what the dead owners of one have open is closed with it.
const atOnce = 100;

for (let at = 0; seeds.length > atOnce && at < seeds.length; at += atOnce) {
  const part = seeds.slice(at, at + atOnce);
  for (const seeded of await elsewhere(part[0]!, part.at(-1)!)) note(seeded);
}
for (const seed of seeds.length > atOnce ? [] : seeds) {
  const { error, ...seeded } = await oneSeed(seed);
  const told = { ...seeded, ...(error !== undefined && { error: error instanceof Error ? error.stack : error }) };
  if (process.send === undefined) note(told);
  else process.send({ ...told, story: [] });
}
if (process.send !== undefined) process.disconnect();
else await report();

function note(seeded: Seeded): void {
  goes += seeded.goes;
  const ended = `${seeded.scenario}: ${seeded.phase}`;
  phases.set(ended, (phases.get(ended) ?? 0) + 1);
  for (const { kind } of seeded.faults) made.set(kind, (made.get(kind) ?? 0) + 1);
  if (seeds.length === 1) console.log(seeded.story.join("\n"));
  if (seeds.length === 1 || seeded.error !== undefined) tell(seeded);
  if (seeded.error !== undefined) failed.push(seeded);
}

async function elsewhere(from: number, to: number): Promise<readonly Seeded[]> {
  const child = fork(fileURLToPath(import.meta.url), ["--seeds", `${from}..${to}`, "--kills", "0"]);
  const heard: Seeded[] = [];
  child.on("message", (seeded: Seeded) => heard.push(seeded));
  const [code] = await once(child, "close");
  if (heard.length < to - from + 1) wrong(`seeds ${from}..${to} ended with ${code} after ${heard.length}`);
  return heard;
}

async function report(): Promise<void> {
  const faults = faultKinds.map((kind) => `${made.get(kind) ?? 0} × ${kind}`).join(", ");
  for (const [ended, count] of [...phases].sort()) console.log(`  ${count} × ${ended}`);
  console.log(`in process: ${seeds.length} seeds, ${goes} goes; ${faults}; ${seconds()}`);

  const never = faultKinds.filter((kind) => seeds.length >= 1000 && !made.has(kind));
  if (never.length > 0) wrong(`no seed made ${never.join(", ")}`);

  if (one !== undefined) for (const point of await killSeed(one)) console.log(point);
  const killed = kills > 0 ? await killSeeds(kills) : undefined;
  if (killed !== undefined) {
    for (const each of killed.failed) {
      console.log(
        `FAILED kill seed ${each.seed}: ${String(each.error)}\n  again: npm run chaos -- --kill-seed ${each.seed}`,
      );
    }
    failed.push(...killed.failed);
    console.log(
      `processes: ${killed.kills} killed by SIGKILL at ${killed.points.size} different points, ${killed.runs} runs; ${seconds()}`,
    );
    if (killed.points.size < kills) wrong(`expected ${kills} different points`);
  }
  console.log(`${seeds.length} seeds, ${killed?.runs ?? 0} killed runs, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function wrong(error: string): void {
  console.log(`FAILED: ${error}`);
  failed.push({ seed: -1, error });
}

function tell({ seed, scenario, faults: list, goes: times, error }: Seeded): void {
  console.log(`${error === undefined ? "seed" : "FAILED seed"} ${seed}: ${scenario}, ${times} goes`);
  for (const { kind, at } of list) console.log(`  ${kind} ${at}`);
  if (error === undefined) return;
  console.log(error instanceof Error ? error.stack : String(error));
  console.log(`  again: npm run chaos -- --seed ${seed}`);
}

function readArgs(args: readonly string[]) {
  const value = (flag: string) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
  const seed = value("--seed");
  if (seed !== undefined) return { seeds: [Number(seed)], kills: 0 };
  const killSeedNumber = value("--kill-seed");
  if (killSeedNumber !== undefined) return { seeds: [], kills: 0, one: Number(killSeedNumber) };
  const [from = 0, to = 999] = (value("--seeds") ?? "0..999").split("..").map(Number);
  return { seeds: Array.from({ length: to - from + 1 }, (_, at) => from + at), kills: Number(value("--kills") ?? 100) };
}

function seconds(): string {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`;
}
