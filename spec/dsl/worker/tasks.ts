import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { Field, FlyteFile, Int, StructuredDataset, Task, type TaskContext } from "../../../dsl/index.js";
import { TaskError } from "../../../lib/errors/index.js";

// Tasks of the worker's specs: each does one thing.

export class NumberIn {
  @Field(Int) n!: number;
}
export class TextOut {
  @Field(String) text!: string;
}
export class FileIn {
  @Field(FlyteFile) file!: FlyteFile;
}
export class FilesOut {
  @Field(FlyteFile) file!: FlyteFile;
  @Field(StructuredDataset) table!: StructuredDataset;
}

@Task({ inputs: NumberIn, outputs: TextOut })
export class WhereAmI {
  async run({ n }: NumberIn, ctx: TaskContext): Promise<TextOut> {
    ctx.log.info("one\ntwo");
    ctx.log.warn("careful");
    ctx.progress(n / 10, "on its way");
    writeFileSync(join(ctx.workdir, "scratch"), "x");
    return { text: JSON.stringify({ n, pid: process.pid, threadId, workdir: ctx.workdir, attempt: ctx.attempt }) };
  }
}

@Task({ inputs: NumberIn, outputs: TextOut })
export class Counts {
  async run({ n }: NumberIn, { checkpoint }: TaskContext): Promise<TextOut> {
    // A mistake that the compiler would find.
    if (n === 1) await checkpoint.save("text" as unknown as Uint8Array);
    const before = await checkpoint.restore();
    await checkpoint.save(Uint8Array.of((before?.[0] ?? 0) + 1));
    return { text: `${before?.[0] ?? "nothing"}, then ${(await checkpoint.restore())?.[0]}` };
  }
}

@Task({ inputs: FileIn, outputs: FilesOut })
export class Copy {
  async run({ file }: FileIn): Promise<FilesOut> {
    const text = await file.text();
    return {
      file: FlyteFile.fromBytes(text.toUpperCase(), { name: "copy.txt" }),
      table: StructuredDataset.fromRows([{ n: 1, text }]),
    };
  }
}

@Task({ inputs: NumberIn })
export class Throws {
  async run({ n }: NumberIn): Promise<void> {
    if (n === 0) throw new RangeError("the author's own", { cause: new Error("below it") });
    if (n === 1) throw "a text";
    if (n === 2) throw undefined;
    throw new TaskError("try later", { code: "BUSY", retryable: false, origin: "system", hint: "Wait." });
  }
}

@Task({ inputs: NumberIn })
export class Waits {
  async run({ n }: NumberIn, ctx: TaskContext): Promise<void> {
    ctx.log.info("waiting");
    await new Promise((_, reject) => {
      const timer = setInterval(() => {}, 1_000).unref();
      if (n === 1) return;
      const onAbort = () => {
        clearInterval(timer);
        reject(new Error("I was told to end"));
      };
      if (ctx.signal.aborted) onAbort();
      else ctx.signal.addEventListener("abort", onAbort);
    });
  }
}

@Task({ inputs: NumberIn })
export class Spins {
  async run(_: NumberIn, ctx: TaskContext): Promise<void> {
    ctx.log.info("waiting");
    await new Promise((resolve) => setImmediate(resolve));
    for (;;);
  }
}

@Task({ inputs: NumberIn })
export class Dies {
  async run({ n }: NumberIn): Promise<void> {
    if (n === 0) process.exit(3);
    if (n === 1)
      setTimeout(() => {
        throw new Error("from a timer");
      }, 0);
    if (n === 2) process.kill(process.pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  }
}

@Task({ inputs: NumberIn, outputs: TextOut })
export class Shells {
  async run({ n }: NumberIn, ctx: TaskContext): Promise<TextOut> {
    if (n === 0) {
      const { stdout } = await ctx.shell("cat", [], { input: "from stdin" });
      const { stdout: folder } = await ctx.shell("pwd");
      const { stdout: variable } = await ctx.shell("sh", ["-c", "echo $WHO"], { env: { WHO: "me" } });
      return { text: [stdout, folder === ctx.workdir, variable].join() };
    }
    if (n === 1) await ctx.shell("sh", ["-c", "echo first >&2; echo why >&2; exit 7"]);
    if (n === 2) await ctx.shell("no-such-program", ["x"]);
    if (n === 3) await ctx.shell("sh", ["-c", "kill -9 $$"]);
    // A grandchild that would outlive its parents; it says who it is once it runs.
    const quiet = n === 4 ? "" : "trap '' TERM; ";
    const said = join(ctx.workdir, "pid");
    const command = ctx.shell("sh", [
      "-c",
      `${quiet}sh -c '${quiet}echo $$ > ${said}.draft; mv ${said}.draft ${said}; exec sleep 60' & wait`,
    ]);
    while (!existsSync(said)) await new Promise((resolve) => setTimeout(resolve, 5));
    ctx.log.info(readFileSync(said, "utf8").trim());
    await command;
    return { text: "" };
  }
}

@Task({ inputs: NumberIn, outputs: TextOut })
export class LeavesBehind {
  async run(_: NumberIn, ctx: TaskContext): Promise<TextOut> {
    const { stdout } = await ctx.shell("sh", ["-c", "sleep 60 >/dev/null 2>&1 & echo $!"]);
    return { text: stdout };
  }
}

@Task({ inputs: NumberIn, outputs: TextOut })
export class Spawns {
  async run(_: NumberIn): Promise<TextOut> {
    return { text: String(spawn("sleep", ["60"], { stdio: "ignore" }).pid) };
  }
}

@Task({ inputs: NumberIn })
export class Prints {
  async run(_: NumberIn): Promise<void> {
    console.log("printed");
    console.error("complained");
  }
}

@Task({ outputs: TextOut })
export class WrongShape {
  async run(): Promise<TextOut> {
    return { text: 5 } as never;
  }
}

@Task({ outputs: TextOut })
class Hidden {
  async run(): Promise<TextOut> {
    return { text: "" };
  }
}

/** A task whose class no worker can find. */
export const hidden = { Class: Hidden };
