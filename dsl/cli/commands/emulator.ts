import { failure } from "../../../lib/errors/index.js";
import { defined } from "../../../lib/types/index.js";
import { type ContainerEngine, emulated } from "../../run/index.js";
import { exitCode } from "../exit-code.js";
import { pipelinesIn } from "../find-pipeline.js";
import { onStop } from "../on-stop.js";
import { platformOf } from "../platform-flags.js";
import { readConfig } from "../read-config.js";
import { readCount } from "../read-count.js";
import { processStreams, type Streams, writeJson, writeLines } from "../streams.js";

/** What `flytepath emulator start` was told. */
export interface EmulatorOptions {
  readonly port: string;
  readonly host?: string;
  readonly token?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly allowHost?: readonly string[];
  readonly corsOrigin?: readonly string[];
  /** In MiB. */
  readonly maxMessage?: string;
  /** In MiB. */
  readonly maxUpload?: string;
  readonly maxRequests?: string;
  readonly state: string;
  readonly onStop: "abort" | "resume";
  readonly executor?: "embedded" | "external";
  readonly taskDefaults?: string;
  readonly taskLimits?: string;
  readonly maxParallelism?: string;
  readonly storagePrefix?: string;
  readonly cacheMaxAge?: string;
  readonly cacheMaxEntries?: string;
  readonly register?: readonly string[];
  /** What runs containers, in place of what the configuration says. */
  readonly containers?: ContainerEngine;
  /** Configuration file; default `flytepath.config.json`, where it is there. */
  readonly config?: string;
  readonly json: boolean;
}

/** `flytepath emulator start`: serves until it is told to stop; gives the exit code. */
export async function emulatorCommand(
  options: EmulatorOptions,
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  const { state, register = [], json } = options;
  const where = whereOf(options);
  const found = await Promise.all(register.map(pipelinesIn));
  const pipelines = found.flat().map(({ pipeline }) => pipeline);
  const { containers } = readConfig(options.config);
  const engine = options.containers ?? containers.engine;
  const onClose = state === "memory" ? "abort" : options.onStop;
  const { executor = "embedded" } = options;
  await using backend = emulated({
    pipelines,
    state,
    onClose,
    executor,
    platform: platformOf(options),
    containers: { ...containers, ...defined({ engine }) },
  });
  const { url, token } = await backend.listen(where);
  const made = token === options.token || token === process.env.FLYTEPATH_TOKEN ? undefined : token;
  if (json) writeJson(stdout, defined({ url, token: made }));
  else {
    writeLines(stdout, [`Flyte emulator on ${url} (project flytesnacks, domain development)`]);
    if (made !== undefined) writeLines(stdout, [`callers need this token, which is not shown again: ${made}`]);
    writeLines(stderr, [
      `run a pipeline on it: flytepath run FILE --backend ${url}`,
      `see its runs: ${url.replace(/^grpc/, "http")}/console`,
      `stop it with Ctrl-C, or kill ${process.pid}`,
    ]);
  }
  await new Promise<void>((resolve) => onStop(() => resolve()));
  return exitCode.succeeded;
}

const mebibyte = 1024 * 1024;

function whereOf(options: EmulatorOptions) {
  const { host, tlsCert: cert, tlsKey: key, allowHost: names, corsOrigin: origins } = options;
  if ((cert === undefined) !== (key === undefined)) {
    const missing = cert === undefined ? "--tls-cert" : "--tls-key";
    throw failure("COMMAND_USAGE_WRONG", { why: `${missing} is missing: a certificate and its key belong together` });
  }
  const size = (flag: string, text: string | undefined) => readCount(flag, text, { most: 2048 });
  const message = size("--max-message", options.maxMessage);
  const upload = size("--max-upload", options.maxUpload);
  const requests = readCount("--max-requests", options.maxRequests);
  return {
    port: readCount("--port", options.port, { least: 0, most: 65_535 }) ?? 0,
    ...defined({ host, names, origins, token: options.token ?? (process.env.FLYTEPATH_TOKEN || undefined) }),
    ...(cert !== undefined && key !== undefined && { tls: { cert, key } }),
    limits: defined({
      message: message === undefined ? undefined : message * mebibyte,
      upload: upload === undefined ? undefined : upload * mebibyte,
      requests,
    }),
  };
}
