import { existsSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import {
  Field,
  type FlyteExecution,
  FlyteStep,
  Int,
  type Nothing,
  Pipeline,
  Remote,
  Str,
  Task,
  type Bindings,
  type Flow,
  type Refs,
  type TaskContext,
} from "../../../../dsl/index.js";

/** Where work tells that it has begun (`<mark>`), what it has started (`<mark>.pid`), and looks whether it is to fail (`<mark>.fail`). */
export class Mark {
  @Field(Str) mark!: string;
}

export class Done {
  @Field(Int) n!: number;
}

/** Waits until it is told to end, as a body that hands its signal on does. */
async function hang({ mark }: Mark, signal: AbortSignal): Promise<Done> {
  tell(mark, "up");
  while (!signal.aborted) {
    if (existsSync(`${mark}.fail`)) throw new Error("boom");
    await pause(20, undefined, { signal }).catch(() => {});
  }
  throw signal.reason;
}

function tell(file: string, text: string): void {
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}

@Task({ inputs: Mark, outputs: Done })
export class Here {
  run(mark: Mark, { signal }: TaskContext): Promise<Done> {
    return hang(mark, signal);
  }
}

@Task({ inputs: Mark, outputs: Done, isolation: "thread" })
export class InThread {
  run(mark: Mark, { signal }: TaskContext): Promise<Done> {
    return hang(mark, signal);
  }
}

// A command with a child and a grandchild of its own, each of which ignores the polite request to end.
const family = (mark: string) =>
  `trap '' TERM; sh -c "trap '' TERM; sleep 600 & echo \\$\\$ \\$! > ${mark}.pid; wait" & sleep 0.05; while [ ! -s ${mark}.pid ]; do sleep 0.02; done; touch ${mark}; wait`;

@Task({ inputs: Mark, outputs: Done })
export class Shell {
  async run({ mark }: Mark, ctx: TaskContext): Promise<Done> {
    await ctx.shell("sh", ["-c", family(mark)]);
    return { n: 0 };
  }
}

@Task({ inputs: Mark, outputs: Done, isolation: "process" })
export class InProcess {
  async run({ mark }: Mark, ctx: TaskContext): Promise<Done> {
    await ctx.shell("sh", ["-c", family(mark)]);
    return { n: 0 };
  }
}

@Task({ inputs: Mark, outputs: Done, retries: 3, backoff: { initial: "1h" } })
export class Retried {
  run({ mark }: Mark): Done {
    tell(mark, "up");
    throw new Error("try again");
  }
}

/** A sibling that fails once it is told to. */
@Task({ inputs: Mark, outputs: Done })
export class Sibling {
  async run({ mark }: Mark, { signal }: TaskContext): Promise<Done> {
    while (!existsSync(`${mark}.sibling`)) await pause(20, undefined, { signal });
    throw new Error("the sibling broke");
  }
}

@Task({ name: "there", inputs: Mark, outputs: Done })
class There {
  run(mark: Mark, { signal }: TaskContext): Promise<Done> {
    return hang(mark, signal);
  }
}

/** What remote steps start. */
@Pipeline({ name: "remote_work", inputs: Mark, outputs: Done })
export class RemoteWork {
  compose({ mark }: Refs<Mark>, flow: Flow): Bindings<Done> {
    return flow.step(There, { mark });
  }
}

@FlyteStep({ launchPlan: "remote_work", inputs: Mark, outputs: Done })
export class OnFlyte extends Remote<Mark, Done> {}

@FlyteStep({ launchPlan: "remote_work", inputs: Mark, wait: false })
export class StartedThere extends Remote<Mark, FlyteExecution> {}

export type None = Nothing;
