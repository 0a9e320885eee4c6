import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  Field,
  Float,
  type Flow,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Str,
  Task,
  type TaskContext,
} from "flytepath";

// Everything that a request to stop must reach, at once.

class Where {
  /** Folder where the steps note what they see. */
  @Field(Str) folder!: string;
}

class Study {
  @Field([Int]) seeds!: number[];
  @Field(Int) rounds!: number;
}

class Accuracies {
  @Field([Float]) accuracies!: number[];
}

/** Hears of the abort, and takes a moment to tidy up. */
@Task({ inputs: Where })
export class Listens {
  async run({ folder }: Where, { signal }: TaskContext): Promise<void> {
    note(folder, "listens", process.pid);
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await pause(50);
    appendFileSync(join(folder, "heard"), String((signal.reason as Error).message ?? signal.reason));
  }
}

/** Keeps its thread for ever. */
@Task({ inputs: Where, isolation: "thread" })
export class Spins {
  run({ folder }: Where): void {
    note(folder, "spins", process.pid);
    for (;;);
  }
}

/** Keeps its process for ever. */
@Task({ inputs: Where, isolation: "process" })
export class Hogs {
  run({ folder }: Where): void {
    note(folder, "hogs", process.pid);
    for (;;);
  }
}

/** Starts a program that starts another one, and both do not care for SIGTERM. */
@Task({ inputs: Where })
export class Calls {
  async run({ folder }: Where, ctx: TaskContext): Promise<void> {
    const inner = `trap "" TERM; echo $$ > ${folder}/inner.tmp; mv ${folder}/inner.tmp ${folder}/inner; while :; do sleep 1; done`;
    await ctx.shell("sh", ["-c", `trap "" TERM; sh -c '${inner}' & echo $$ > ${folder}/calls; wait; wait`]);
  }
}

/** Trains on Flyte for minutes. */
@FlyteStep({ launchPlan: "diabetes.study", inputs: Study, outputs: Accuracies })
export class Trains extends Remote<Study, Accuracies> {}

@Pipeline({ name: "stopped", inputs: Where })
export class Stopped {
  compose({ folder }: Refs<Where>, flow: Flow): void {
    flow.step(Listens, { folder });
    flow.step(Spins, { folder });
    flow.step(Hogs, { folder });
    flow.step(Calls, { folder });
    flow.step(Trains, { seeds: Array.from({ length: 1000 }, (_, seed) => seed), rounds: 1000 });
  }
}

function note(folder: string, name: string, pid: number): void {
  writeFileSync(join(folder, name), String(pid));
}
