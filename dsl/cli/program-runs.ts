import { type Command, Option } from "commander";

interface State {
  readonly state: string;
  readonly json?: boolean;
}

const runHelp = "id of the run, as `flytepath runs list` shows it";

/** Adds the commands about runs that were kept. What each needs is loaded when it is called. */
export function addRuns(program: Command, defaultState: string): void {
  const stateful = (command: Command) =>
    command
      .option("--state <dir>", "where runs are kept", defaultState)
      .option("--json", "JSON, one value a line, on stdout; the last one is the result");
  const runs = program.command("runs").description("What runs did, and what is to become of them.").helpCommand(false);
  const load = () => import("./commands/runs.js");
  const end = (code: number) => {
    process.exitCode = code;
  };

  stateful(runs.command("list").description("List runs, the newest first."))
    .option("--pipeline <name>", "only those of a pipeline")
    .addHelpText("after", "\nExample:\n  flytepath runs list --pipeline example_flyte --limit 10")
    .option("--limit <number>", "how many", "50")
    .action(async (flags) => end(await (await load()).listCommand(flags)));
  stateful(runs.command("show").description("Show a run: its steps, and every attempt of each."))
    .argument("<run>", runHelp)
    .addHelpText("after", "\nExample:\n  flytepath runs show nightly-42")
    .action(async (run: string, flags: State) => end(await (await load()).showCommand(run, flags)));
  stateful(runs.command("logs").description("Print what the steps of a run told, and how their attempts failed."))
    .argument("<run>", runHelp)
    .addHelpText("after", "\nExample:\n  flytepath runs logs nightly-42 train --attempt 2")
    .argument("[step]", "only this one: its name, or its path as outer.inner")
    .option("--attempt <number>", "only this one, counted from 1")
    .action(async (run: string, step: string | undefined, { attempt, ...flags }: State & { attempt?: string }) =>
      end(await (await load()).logsCommand({ run, step, attempt }, flags)),
    );
  stateful(runs.command("abort").description("End a run, whoever runs it, with all that it has elsewhere."))
    .argument("<run>", runHelp)
    .addHelpText("after", '\nExample:\n  flytepath runs abort nightly-42 --cause "the table is last year\'s"')
    .option("--cause <text>", "told wherever the end is told", "aborted by the user")
    .action(async (run: string, flags) => end(await (await load()).abortCommand(run, flags)));
  stateful(runs.command("signal").description("Give a gate of a run its value; `true` approves."))
    .argument("<run>", runHelp)
    .argument("<gate>", "name of the gate")
    .argument("[value]", "true, false, a number or a text; default true")
    .addHelpText("after", "\nExample:\n  flytepath runs signal nightly-42 ship-it")
    .action(async (run: string, gate: string, value: string | undefined, flags: State) =>
      end(await (await load()).signalCommand({ run, gate, value: value ?? "true" }, flags)),
    );
  stateful(runs.command("delete").description("Forget runs that have ended, their files and their values."))
    .argument("<run...>", runHelp)
    .addHelpText("after", "\nExample:\n  flytepath runs delete nightly-41 nightly-42")
    .action(async (ids: readonly string[], flags: State) => end(await (await load()).deleteCommand(ids, flags)));
  for (const parent of [runs, program]) {
    addResume(stateful(parent.command("resume")), end);
    addRerun(stateful(parent.command("rerun")), end);
  }
  stateful(program.command("outputs").description("Print what a run, or one of its steps, gave."))
    .argument("<run>", runHelp)
    .argument("[step]", "its name, or its path as outer.inner")
    .addHelpText("after", "\nExample:\n  flytepath outputs nightly-42 train --json")
    .action(async (run: string, step: string | undefined, flags: State) =>
      end(await (await load()).outputsCommand(run, step, flags)),
    );
}

/** What to do about a run that another process runs. */
export function ifRunningOption(): Option {
  return new Option("--if-running <what>", "what to do when another process runs it; default refuse").choices([
    "refuse",
    "wait",
    "watch",
  ]);
}

function addResume(command: Command, end: (code: number) => void): void {
  again(command)
    .description("Go on with a run that was interrupted; finished steps are not run again.")
    .argument("[run]", "default: the newest that was interrupted")
    .option(
      "--with-new-code",
      "go on although the pipeline has changed: steps that are the same are kept, the rest run",
    )
    .addOption(ifRunningOption())
    .addHelpText("after", "\nExample:\n  flytepath resume nightly-42")
    .action(async (run: string | undefined, flags) => {
      const { resumeCommand } = await import("./commands/resume.js");
      end(await resumeCommand(run, flags));
    });
}

function addRerun(command: Command, end: (code: number) => void): void {
  again(command)
    .description("Run the pipeline of a run once more over the same inputs, under another id.")
    .argument("<run>", runHelp)
    .option("--from <step>", "reuse what succeeded, but for this step and everything behind it")
    .option("--failed", "reuse all that succeeded")
    .option("--run-id <id>", "id of the new run; default: a new one")
    .addHelpText("after", "\nExample:\n  flytepath rerun nightly-42 --from train")
    .action(async (run: string, flags) => {
      const { rerunCommand } = await import("./commands/resume.js");
      end(await rerunCommand(run, flags));
    });
}

function again(command: Command): Command {
  return command
    .option("--file <file>", "where the pipeline's code is, when it has moved")
    .option("--backend <backend>", "another one than before")
    .option("--concurrency <number>", "tasks at once");
}
