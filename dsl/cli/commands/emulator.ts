import { emulated } from "../../run/index.js";
import { exitCode } from "../exit-code.js";
import { pipelinesIn } from "../find-pipeline.js";
import { onStop } from "../on-stop.js";
import { readCount } from "../read-count.js";
import { processStreams, type Streams, writeJson, writeLines } from "../streams.js";

/** What `flytepath emulator start` was told. */
export interface EmulatorOptions {
  readonly port: string;
  readonly state: string;
  readonly register?: readonly string[];
  readonly json: boolean;
}

/** `flytepath emulator start`: serves until it is told to stop; gives the exit code. */
export async function emulatorCommand(
  { port, state, register = [], json }: EmulatorOptions,
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  const number = readCount("--port", port, { least: 0, most: 65_535 });
  const found = await Promise.all(register.map(pipelinesIn));
  const pipelines = found.flat().map(({ pipeline }) => pipeline);
  await using backend = emulated({ pipelines, state });
  const { url } = await backend.listen({ port: number ?? 0 });
  if (json) writeJson(stdout, { url });
  else writeLines(stdout, [`Flyte emulator on ${url} (project flytesnacks, domain development)`]);
  if (!json) writeLines(stderr, [`run a pipeline on it: flytepath run FILE --backend ${url}`, "stop it with Ctrl-C"]);
  await new Promise<void>((resolve) => onStop(() => resolve()));
  return exitCode.succeeded;
}
