import { existsSync, readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { builtFile, failure } from "../../lib/errors/index.js";
import type { EmulatorOptions } from "./commands/emulator.js";
import { exitCode } from "./exit-code.js";
import { addCache } from "./program-cache.js";
import { addRuns, ifRunningOption } from "./program-runs.js";
import { processStreams } from "./streams.js";

const backendHelp = "embedded, grpc://host:port, grpcs://host:port, or the id of a connection";

/** The `flytepath` command. What a subcommand needs is loaded when it is called. */
export function createProgram(): Command {
  const program = new Command("flytepath")
    .description("Typed ETL and machine-learning pipelines as decorated classes: run them embedded, or on Flyte.")
    .version(version(), "-V, --version", "print the version")
    .helpCommand(false)
    .configureOutput({ outputError: () => {} })
    .exitOverride(({ exitCode: code, code: kind, message }) => {
      if (code === 0) process.exit(exitCode.succeeded);
      if (kind === "commander.help") process.exit(exitCode.usage);
      throw failure("COMMAND_USAGE_WRONG", { why: message.replace(/^error: /, "") });
    });
  addRun(program);
  addCheck(program);
  addGraph(program);
  addEmulator(program);
  addRuns(program, defaultState());
  addCache(program, defaultState());
  return program;
}

function addRun(program: Command): void {
  program
    .command("run")
    .description("Run a pipeline of a TypeScript or JavaScript file; its inputs are flags.")
    .usage("<file> [pipeline] [options] [--input value …]")
    .argument("[file]", "file that exports the pipeline")
    .argument("[pipeline]", "exported class or name of the pipeline; may be left out where there is one")
    .option("--inputs <file>", "JSON or YAML file with inputs; flags win over it")
    .option("--backend <backend>", backendHelp, "embedded")
    .option("--state <dir>", "where files and state are kept; `memory` keeps nothing", defaultState())
    .option("--concurrency <number>", "tasks at once")
    .option("--run-id <id>", "id of the run; the same command with the same id goes on where it was left")
    .addOption(ifRunningOption())
    .option("--with-new-code", "go on with a run although the pipeline has changed")
    .addOption(
      new Option("--durability <what>", "what a kept step survives: the end of the process, or a power loss, too")
        .choices(["normal", "full"])
        .default("normal"),
    )
    .option(
      "--chaos <seed>",
      "makes faults (crashes, lost calls, a full disk) where the seed says so, and goes on until the run has ended",
    )
    .option("--overwrite-cache", "run steps with cached outputs anew, here and on Flyte, and keep what they give now")
    .option("--no-cache", "neither look for cached outputs of tasks that run here, nor keep any")
    .option(
      "--register <file...>",
      "register the pipelines of these files on the embedded emulator: the Flyte side of this one",
    )
    .option("--json", "events and result as JSON, one value a line, on stdout")
    .helpOption(false)
    .option("-h, --help", "show this, and with FILE the inputs of the pipeline")
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText(
      "after",
      "\nExample:\n  flytepath run samples/01-diabetes/pipeline.ts ExampleFlyte --test-split-ratio 0.5 --seed 5",
    )
    .action(async (_file, _pipeline, options, command: Command) => {
      const { runCommand } = await import("./commands/run.js");
      const usage = command.helpInformation();
      process.exitCode = await runCommand(command.args, options, { usage, streams: processStreams });
    });
}

function addCheck(program: Command): void {
  program
    .command("check")
    .description("Report every problem of a file's pipelines at once, without running anything.")
    .argument("<file>", "file that exports pipelines")
    .argument("[pipeline]", "only this one")
    .option("--json", "problems and result as JSON, one value a line, on stdout")
    .addHelpText("after", "\nExample:\n  flytepath check samples/01-diabetes/pipeline.ts")
    .action(async (file: string, pipeline: string | undefined, options: { json?: boolean }) => {
      const { checkCommand } = await import("./commands/check.js");
      process.exitCode = await checkCommand({ file, pipeline, json: options.json === true });
    });
}

function addGraph(program: Command): void {
  program
    .command("graph")
    .description("Print the graph of a pipeline.")
    .argument("<file>", "file that exports the pipeline")
    .argument("[pipeline]", "exported class or name of the pipeline; may be left out where there is one")
    .addOption(
      new Option("--format <format>", "form of the graph").choices(["mermaid", "dot", "json"]).default("mermaid"),
    )
    .option("--json", "the same as --format json, on one line")
    .addHelpText(
      "after",
      "\nExample:\n  flytepath graph samples/01-diabetes/pipeline.ts ExampleFlyte --format dot | dot -Tsvg",
    )
    .action(async (file: string, pipeline: string | undefined, options: GraphFlags) => {
      const { graphCommand } = await import("./commands/graph.js");
      process.exitCode = await graphCommand({ file, pipeline, format: options.json ? "json-line" : options.format });
    });
}

interface GraphFlags {
  readonly format: "mermaid" | "dot" | "json";
  readonly json?: boolean;
}

function addEmulator(program: Command): void {
  program
    .command("emulator")
    .description("A Flyte control plane in this process.")
    .helpCommand(false)
    .command("start")
    .description("Serve the emulator on one port until Ctrl-C.")
    .option("--port <port>", "port; 0 takes a free one; default 30080")
    .option("--host <host>", "address to listen on, default 127.0.0.1; others than this machine need a token")
    .option("--token <token>", "what callers must send as `authorization: Bearer …`; default $FLYTEPATH_TOKEN")
    .option("--tls-cert <file>", "PEM file of the certificate")
    .option("--tls-key <file>", "PEM file of its key")
    .option("--allow-host <name...>", "other names by which clients may call this server")
    .option("--cors-origin <origin...>", "whose pages may call from a browser, beside this machine's; `*` for all")
    .option("--max-message <MiB>", "longest request; default 4")
    .option("--max-upload <MiB>", "largest file that is put; default 512")
    .option("--max-requests <number>", "requests at once; default 1000")
    .option("--state <dir>", "where files and state are kept; `memory` keeps nothing", defaultState())
    .addOption(
      new Option(
        "--on-stop <what>",
        "what becomes of executions that go on: the next start resumes them, or they are aborted",
      )
        .choices(["resume", "abort"])
        .default("resume"),
    )
    .addOption(
      new Option("--executor <who>", "who runs executions: this process, or a program outside that sends events")
        .choices(["embedded", "external"])
        .default("embedded"),
    )
    .option("--task-defaults <amounts>", "what tasks that ask for nothing get: cpu=500m,memory=1Gi")
    .option("--task-limits <amounts>", "the most that tasks may ask for: cpu=2,memory=4Gi,gpu=1,ephemeral-storage=20Gi")
    .option("--max-parallelism <number>", "nodes of an execution at once where nobody says otherwise; default 25")
    .option(
      "--cache-max-age <time>",
      "how long outputs of cacheable tasks are taken over, 30d; default as long as the state is",
    )
    .option("--cache-max-entries <number>", "how many outputs of cacheable tasks are kept, the newest; default all")
    .option("--storage-prefix <folder>", "folder of the storage that uploads go to; default its top")
    .addOption(
      new Option(
        "--containers <engine>",
        "what runs the containers of tasks that flytekit and others registered; default `process`: this machine itself",
      ).choices(["process", "docker", "podman"]),
    )
    .option("--config <file>", "settings that no flag says; default the folder's flytepath.config.ts, .js or .json")
    .option("--register <file...>", "also register the pipelines that these files export")
    .option("--json", "address as a JSON line on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  flytepath emulator start\n  flytepath run pipeline.ts --backend grpc://127.0.0.1:30080\n" +
        "  FLYTE_PLATFORM_URL=127.0.0.1:30080 FLYTE_PLATFORM_INSECURE=true pyflyte run --remote workflow.py wf",
    )
    .action(async (options: EmulatorFlags) => {
      const { emulatorCommand } = await import("./commands/emulator.js");
      process.exitCode = await emulatorCommand({ ...options, json: options.json === true });
    });
}

type EmulatorFlags = Omit<EmulatorOptions, "json"> & { readonly json?: boolean };

function defaultState(): string {
  return process.env.FLYTEPATH_HOME || ".flytepath";
}

function version(): string {
  // What ships lies a folder deeper than what tsc writes.
  const manifest = ["../package.json", "../../package.json"].map(builtFile).find((file) => existsSync(file))!;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
