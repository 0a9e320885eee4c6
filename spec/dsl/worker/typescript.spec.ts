import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { loadFile } from "../../../dsl/load/index.js";
import { type AnyTaskClass, taskOf } from "../../../dsl/task/index.js";
import { inProcessRunner } from "../../../dsl/worker/index.js";
import type { Attempt } from "../../../lib/engine/index.js";
import { rejects, within } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

const typescript = suite("dsl/worker/typescript");

const folder = mkdtempSync(join(tmpdir(), "flytepath-worker-"));
const api = pathToFileURL(join(repository, "dist", "dsl", "index.js")).href;

// A file as users write it: never compiled, with types and decorators, and with help from a file beside it.
const source = `
import { Field, Int, Task, type TaskContext } from "${api}";
import { twice } from "./twice.ts";
export class Num { @Field(Int) n!: number }
enum Kind { A = "a" }
@Task({ inputs: Num, outputs: Num })
export class Twice {
  async run({ n }: Num, ctx: TaskContext): Promise<Num> {
    ctx.log.info(Kind.A satisfies string);
    return { n: twice(n) };
  }
}
`;
writeFileSync(join(folder, "twice.ts"), "export const twice = (n: number): number => n * 2;\n");
writeFileSync(join(folder, "tasks.ts"), source);
writeFileSync(
  join(folder, "script.ts"),
  `import { Pipeline, run } from "${api}";
  @Pipeline({ name: "script" }) export class Script { compose() { return {}; } }
  await run(Script, {});`,
);

const attempt = {
  run: "r",
  nodeId: "n",
  attempt: 0,
  signal: new AbortController().signal,
  report: () => {},
} as unknown as Attempt;

for (const isolation of ["none", "thread", "process"] as const) {
  typescript(`${isolation}: a task of a TypeScript file runs as it is written`, async () => {
    const target = (await loadFile(join(folder, "tasks.ts"))).Twice as AnyTaskClass;
    assert.is(taskOf(target)?.file, join(folder, "tasks.ts"));
    const access = { read: async () => Buffer.of(), list: async () => [], write: async (name: string) => name };
    const runner = inProcessRunner({
      checkpoint: () => ({ save: async () => {}, restore: async () => undefined }),
      code: new Map([["twice", target]]),
      access: () => access,
    });
    const task = { ref: { name: "twice" }, type: "flytepath", interface: { inputs: {}, outputs: {} }, isolation };
    const running = runner.run(task, { n: { kind: "int", value: "21" } }, attempt);
    assert.equal((await within(20_000, running)).outputs, { n: { kind: "int", value: "42" } });
  });
}

typescript("a file that starts a run when it is loaded is refused", async () => {
  await rejects(loadFile(join(folder, "script.ts")), "RUN_WHILE_LOADING");
});

typescript.after(() => rmSync(folder, { recursive: true }));
typescript.run();
