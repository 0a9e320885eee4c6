import type { Task } from "../../lib/dag/index.js";
import type { Interface } from "../../lib/types/index.js";
import type { Random } from "./random.js";

/** What a random task must have. */
export interface TaskFacts {
  readonly name: string;
  readonly interface: Interface;
  /** Whether it uses what only flytepath's own engine knows. */
  readonly etl: boolean;
}

/** A task with a random choice of everything a task can have. */
export function randomTask(random: Random, { name, interface: declared, etl }: TaskFacts): Task {
  return {
    ref: random.chance(0.1) ? { name, project: "other", domain: "production", version: "v1" } : { name },
    type: random.pick(["flytepath", "python-task", "raw-container"]),
    interface: declared,
    ...(random.chance(0.3) ? { description: "does something" } : {}),
    ...(random.chance(0.4) ? { retries: random.whole(1, 5) } : {}),
    ...(random.chance(0.3) ? { timeout: "300s" } : {}),
    ...(random.chance(0.3) ? { cache: randomCache(random, declared) } : {}),
    ...(random.chance(0.2) ? { interruptible: random.chance(0.5) } : {}),
    ...(random.chance(0.4) ? { container: randomContainer(random) } : {}),
    ...(random.chance(0.2)
      ? { security: { serviceAccount: "runner", secrets: [{ group: "db", key: "password" }] } }
      : {}),
    ...(random.chance(0.2) ? { custom: { mode: "fast", sizes: [1, 2.5, null] } } : {}),
    ...(random.chance(0.2) ? { config: { queue: "blue" } } : {}),
    ...(random.chance(0.3) ? { runtime: { type: "FLYTE_SDK", version: "1.16.0", flavor: "python" } } : {}),
    ...(etl && random.chance(0.2) ? { isolation: random.pick(["thread", "process"] as const) } : {}),
    ...(etl && random.chance(0.2) ? { backoff: { initial: "1s" } } : {}),
  };
}

function randomCache(random: Random, { inputs }: Interface): NonNullable<Task["cache"]> {
  const names = Object.keys(inputs);
  return {
    version: random.pick(["1", "2024-01"]),
    ...(random.chance(0.5) ? { serialize: true } : {}),
    ...(names.length > 0 && random.chance(0.3) ? { ignoreInputs: names.slice(0, 1) } : {}),
  };
}

function randomContainer(random: Random): NonNullable<Task["container"]> {
  return {
    image: "registry.example/image:1",
    command: random.chance(0.5) ? ["run"] : [],
    args: ["--input", "{{.inputs.a}}", ""],
    ...(random.chance(0.5) ? { resources: { requests: { cpu: "500m", memory: "1Gi" } } } : {}),
    ...(random.chance(0.5) ? { env: [{ key: "MODE", value: "test" }] } : {}),
  };
}
