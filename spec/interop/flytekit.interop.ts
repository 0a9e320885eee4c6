import { spawn } from "node:child_process";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../emulator/index.js";
import type { Runner } from "../../lib/engine/index.js";
import type { Literal } from "../../lib/types/index.js";
import { repository } from "../support/sources.js";

const interop = suite("interop/flytekit");

interface Seen {
  readonly phase: number;
  readonly outputs: Readonly<Record<string, number>>;
  readonly nodes: Readonly<
    Record<
      string,
      { readonly phase: number; readonly tasks: number; readonly children: readonly string[]; readonly runs: number }
    >
  >;
}

const succeeded = 4;
const number = (literal: Literal | undefined) => (literal?.kind === "int" ? Number(literal.value) : Number.NaN);

// The code of the Python tasks, which nothing here starts as containers.
const runner: Runner = {
  async run({ ref: { name } }, { a, xs }) {
    const value = name === "pipelines.total" && xs?.kind === "list" ? sum(xs.items) : number(a) + 1;
    return { outputs: { o0: { kind: "int", value: String(value) } } };
  },
};

interop("FlyteRemote registers, runs, waits, looks into nodes, lists and uploads", async () => {
  const emulator = createEmulator({ runner });
  const { url } = await emulator.listen({ port: 0 });
  const seen = JSON.parse(await python("remote.py", new URL(url).host)) as Readonly<Record<string, Seen>>;
  await emulator.close();
  assert.equal(outcome(seen.chain), [succeeded, { o0: 3 }]);
  assert.equal(outcome(seen.outer), [succeeded, { o0: 4 }]);
  assert.equal(outcome(seen.mapped), [succeeded, { o0: 9 }]);
  assert.equal(outcome(seen.with_plan), [succeeded, { o0: 12 }]);
  assert.equal(outcome(seen.task), [succeeded, { o0: 42 }]);
  assert.equal(seen.outer?.nodes.n0?.children, ["n0-0-end-node", "n0-0-n0", "n0-0-n1", "n0-0-start-node"]);
  assert.is(seen.mapped?.nodes.n0?.tasks, 1);
  assert.is(seen.with_plan?.nodes.n0?.runs, 1);
  assert.equal(Object.keys(seen.task?.nodes ?? {}), ["start-node", "pipelinesinc", "end-node"]);
  assert.ok(seen.uploaded);
  assert.ok(seen.refused);
});

interop("pyflyte registers, and what is there already is success", async () => {
  const emulator = createEmulator({ runner });
  const { url } = await emulator.listen({ port: 0 });
  const environment = { FLYTE_PLATFORM_URL: new URL(url).host, FLYTE_PLATFORM_INSECURE: "true" };
  const register = ["-m", "flytekit.clis.sdk_in_container.pyflyte", "register", "--image", "example/image:1"];
  const where = ["--project", "flytesnacks", "--domain", "development", "--version", "v1", "pipelines.py"];
  const once = await call([...register, "--copy", "none", ...where], environment);
  const twice = await call([...register, "--copy", "none", ...where], environment);
  const fast = await call([...register, ...where.slice(0, 5), "v2", "pipelines.py"], environment);
  await emulator.close();
  for (const text of [once, twice, fast]) assert.match(text, "Successfully registered");
});

interop.run();

function sum(items: readonly Literal[]): number {
  return items.reduce((total, item) => total + number(item), 0);
}

function outcome(seen: Seen | undefined) {
  return [seen?.phase, seen?.outputs];
}

function python(script: string, ...args: readonly string[]): Promise<string> {
  return call([script, ...args]);
}

function call(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn(process.env.INTEROP_PYTHON ?? "python3", [...args], {
    cwd: join(repository, "spec", "interop", "python"),
    env: { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on("data", (chunk) => told.push(chunk));
  child.stderr.on("data", (chunk) => complained.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("close", (code) => {
      const text = Buffer.concat(told).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${args.join(" ")} ended with ${code}: ${text}\n${Buffer.concat(complained).toString()}`));
    });
  });
}
