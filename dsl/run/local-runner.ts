import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Attempt, Runner } from "../../lib/engine/index.js";
import { failure } from "../../lib/errors/index.js";
import type { AnyClass } from "../field/index.js";
import { type AnyTaskClass, runTask, type TaskContext } from "../task/index.js";
import type { FilesOf } from "./file-access.js";

interface LocalRunnerOptions {
  readonly code: ReadonlyMap<string, AnyClass>;
  readonly files: FilesOf;
  readonly folder: string;
}

/** Runs task classes, found by the name of their task, in this thread. */
export function localRunner({ code, files, folder }: LocalRunnerOptions): Pick<Runner, "run"> {
  return {
    async run(task, inputs, attempt) {
      const target = code.get(task.ref.name);
      if (target === undefined) throw failure("RUN_CODE_MISSING", { task: task.ref.name, known: [...code.keys()] });
      // Classes that the compiler found behind tasks can be built.
      const { ctx, dispose } = contextOf(attempt);
      const element = attempt.element === undefined ? [] : [attempt.element.index];
      const prefix = [folder, attempt.run, attempt.nodeId, ...element, attempt.attempt].join("/");
      try {
        return { outputs: await runTask(target as AnyTaskClass, inputs, ctx, files(prefix)) };
      } finally {
        dispose();
      }
    },
  };
}

function contextOf(attempt: Attempt): { readonly ctx: TaskContext; dispose(): void } {
  const { signal, run, nodeId: node, report } = attempt;
  let folder: string | undefined;
  const say = (level: string) => (message: string) => report({ reason: `${level}: ${message}` });
  const ctx: TaskContext = {
    signal,
    run,
    node,
    attempt: attempt.attempt,
    log: { debug: say("debug"), info: say("info"), warn: say("warn"), error: say("error") },
    // Made when it is first asked for: most tasks do without.
    get workdir() {
      folder ??= mkdtempSync(join(tmpdir(), "flytepath-"));
      return folder;
    },
    progress: (fraction, reason) => report({ fraction, ...(reason === undefined ? {} : { reason }) }),
    async shell(program, args = [], options = {}) {
      const { execa } = await import("execa");
      const done = await execa(program, args, { cwd: ctx.workdir, ...options, cancelSignal: signal });
      return { stdout: done.stdout, stderr: done.stderr, exitCode: done.exitCode ?? 0 };
    },
  };
  return {
    ctx,
    dispose() {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
