import type { Command } from "commander";

interface Flags {
  readonly state: string;
  readonly json?: boolean;
}

/** Adds the commands about outputs that are kept for runs to come. */
export function addCache(program: Command, defaultState: string): void {
  const cache = program
    .command("cache")
    .description("Outputs that steps with a cache left for runs to come.")
    .helpCommand(false);
  const stateful = (command: Command) =>
    command
      .option("--state <dir>", "where they are kept", defaultState)
      .option("--json", "JSON, one value a line, on stdout; the last one is the result");
  const load = () => import("./commands/cache.js");
  const end = (code: number) => {
    process.exitCode = code;
  };
  stateful(cache.command("explain").description("Tell why a step finds its outputs in the cache, or does not."))
    .argument(
      "<run or file>",
      "a run, or the file of a pipeline: what its code would do with the inputs of its last run",
    )
    .argument("<step>", "its name, or its path as outer.inner")
    .addHelpText(
      "after",
      "\nExample:\n  flytepath cache explain nightly-42 train\n  flytepath cache explain pipeline.ts train",
    )
    .action(async (target: string, step: string, flags: Flags) =>
      end(await (await load()).explainCommand(target, step, flags)),
    );
  stateful(cache.command("list").description("List what is kept, the newest first."))
    .option("--task <name>", "only that of a task")
    .addHelpText("after", "\nExample:\n  flytepath cache list --task ml_training.pima_diabetes.diabetes.fit")
    .option("--limit <number>", "how many", "50")
    .action(async (flags) => end(await (await load()).listCacheCommand(flags)));
  stateful(cache.command("clear").description("Forget what is kept."))
    .option("--task <name>", "only that of a task")
    .action(async (flags) => end(await (await load()).clearCacheCommand(flags)));
}
