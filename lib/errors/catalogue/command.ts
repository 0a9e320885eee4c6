import { entry } from "../entry.js";

/** Mistakes on the command line. */
export const command = {
  COMMAND_USAGE_WRONG: entry<{ why: string }>(
    "ValidationError",
    ({ why }) => why,
    "See what the command takes with --help.",
  ),
  COMMAND_FLAG_UNKNOWN: entry<{ flag: string; known: readonly string[]; nearest?: string | undefined }>(
    "ValidationError",
    ({ flag, known }) => `${flag} is no flag of this pipeline; its inputs are ${known.join(", ") || "none"}`,
    ({ nearest }) =>
      nearest === undefined ? "Leave the flag out, or see --help." : `Write ${nearest}, or see --help.`,
  ),
  COMMAND_FLAG_VALUE_MISSING: entry<{ flag: string; type: string }>(
    "ValidationError",
    ({ flag, type }) => `${flag} has no value, expected ${type}`,
    ({ flag }) => `Write the value after the flag: ${flag} VALUE.`,
  ),
  COMMAND_FLAG_REPEATED: entry<{ flag: string; type: string }>(
    "ValidationError",
    ({ flag, type }) => `${flag} is given more than once, but takes one ${type}`,
    "Give it once; only lists take a flag several times.",
  ),
  COMMAND_ARGUMENT_UNKNOWN: entry<{ argument: string }>(
    "ValidationError",
    ({ argument }) => `${JSON.stringify(argument)} belongs to no flag`,
    "Write inputs as --name value, and put a value with spaces into quotes.",
  ),
  COMMAND_FILE_UNREADABLE: entry<{ file: string; why: string }>(
    "ValidationError",
    ({ file, why }) => `${file} cannot be read: ${why}`,
    "Give the path of a file that exists, relative to the current folder.",
  ),
  COMMAND_FILE_FAILED: entry<{ file: string; why: string }>(
    "DefinitionError",
    ({ file, why }) => `${file} failed while it was loaded: ${why}`,
    "Mend the error in the file; `npx tsx FILE` shows it alone.",
  ),
  COMMAND_PIPELINE_UNKNOWN: entry<{ file: string; pipeline: string; found: readonly string[] }>(
    "ValidationError",
    ({ file, pipeline, found }) =>
      `${file} exports no pipeline ${pipeline}; it exports ${found.length === 0 ? "none" : found.join(", ")}`,
    "Name an exported class that has @Pipeline.",
  ),
  COMMAND_PIPELINE_UNCLEAR: entry<{ file: string; found: readonly string[] }>(
    "ValidationError",
    ({ file, found }) =>
      found.length === 0 ? `${file} exports no pipeline` : `${file} exports several pipelines: ${found.join(", ")}`,
    ({ found }) => (found.length === 0 ? "Export a class that has @Pipeline." : "Name one of them after the file."),
  ),
  COMMAND_INPUTS_UNREADABLE: entry<{ file: string; why: string }>(
    "ValidationError",
    ({ file, why }) => `the inputs in ${file} are not understood: ${why}`,
    "Write one JSON or YAML object whose keys are the pipeline's inputs.",
  ),
  COMMAND_CONFIG_WRONG: entry<{ file: string; at: string; expected: string; got: string }>(
    "ValidationError",
    ({ file, at, expected, got }) => `${at} in ${file} is not understood: expected ${expected}, got ${got}`,
    ({ file }) =>
      `Mend ${file}: {"containers": {"images": [{"image": "*", "venv": ".venv"}]}, "platform": {"maxParallelism": 25}, "server": {"port": 30080}}.`,
  ),
  COMMAND_BACKEND_UNKNOWN: entry<{ backend: string }>(
    "ValidationError",
    ({ backend }) => `${JSON.stringify(backend)} is no backend`,
    "Write embedded, grpc://host:port, grpcs://host:port, or the id of a connection (FLYTE_CONN_<ID>).",
  ),
  COMMAND_NOTHING_TO_RESUME: entry<{ state: string }>(
    "ValidationError",
    ({ state }) => `no run in ${state} was interrupted`,
    "Name a run, or the folder that has it: --state DIR; `flytepath rerun` runs one that has ended once more.",
  ),
  COMMAND_RUN_CODE_UNKNOWN: entry<{ run: string; file: string | undefined }>(
    "ValidationError",
    ({ run, file }) =>
      file === undefined
        ? `${run} was started by a program, not by this command`
        : `the code of ${run}, ${file}, is not there`,
    "Name the file that exports its pipeline: --file FILE; or repeat the program's call of run.",
  ),
  COMMAND_RUN_ENDED: entry<{ run: string; phase: string }>(
    "ValidationError",
    ({ run, phase }) => `${run} has ended: it is ${phase}`,
    ({ run }) => `Run it once more with \`flytepath rerun ${run}\`.`,
  ),
  COMMAND_GATE_UNKNOWN: entry<{ run: string; gate: string; known: readonly string[] }>(
    "ValidationError",
    ({ run, gate, known }) => `${run} has no gate ${gate}; its gates are ${known.join(", ") || "none"}`,
    "Name one of its gates.",
  ),
  COMMAND_OUTPUTS_MISSING: entry<{ what: string; phase: string }>(
    "ValidationError",
    ({ what, phase }) => `${what} has no outputs: it is ${phase}`,
    "Look at the run with `flytepath runs show`.",
  ),
  COMMAND_STEP_UNCACHED: entry<{ step: string; task: string }>(
    "ValidationError",
    ({ step, task }) => `${step} has no cache: its task ${task} declares none`,
    ({ task }) => `Give ${task} a cache, as in @Task({ cache: "1" }), or name another step.`,
  ),
  COMMAND_PIPELINE_NEVER_RAN: entry<{ pipeline: string; state: string }>(
    "ValidationError",
    ({ pipeline, state }) => `${state} has no run of ${pipeline}, whose inputs would be compared`,
    "Run the pipeline first, or name the state folder that has its runs.",
  ),
  COMMAND_COUNT_MALFORMED: entry<{ flag: string; text: string; least: number; most?: number | undefined }>(
    "ValidationError",
    ({ flag, text, least, most }) =>
      `${flag} is ${JSON.stringify(text)}, expected a whole number from ${least}${most === undefined ? "" : ` to ${most}`}`,
    ({ flag }) => `Write a number after ${flag}, or leave it out.`,
  ),
};
