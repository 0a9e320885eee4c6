import { failure } from "../../../lib/errors/index.js";
import { defined } from "../../../lib/types/index.js";
import { type ContainerEngine, emulated } from "../../run/index.js";
import { largestSize, readConfig, type ServerConfig } from "../config/index.js";
import { exitCode } from "../exit-code.js";
import { pipelinesIn } from "../find-pipeline.js";
import { onStop } from "../on-stop.js";
import { type PlatformFlags, platformOf } from "../platform-flags.js";
import { readCount } from "../read-count.js";
import { processStreams, type Streams, writeJson, writeLines } from "../streams.js";

/** What `flytepath emulator start` was told. */
export interface EmulatorOptions extends PlatformFlags {
  readonly port?: string;
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
  readonly register?: readonly string[];
  /** What runs containers, in place of what the configuration says. */
  readonly containers?: ContainerEngine;
  /** Configuration file; default the `flytepath.config.…` of the folder, where there is one. */
  readonly config?: string;
  readonly json: boolean;
}

/** `flytepath emulator start`: serves until it is told to stop; gives the exit code. */
export async function emulatorCommand(
  options: EmulatorOptions,
  { stdout, stderr }: Streams = processStreams,
): Promise<number> {
  const { state, register = [], json } = options;
  const { containers, platform, server } = await readConfig(options.config);
  const where = whereOf(options, server);
  const found = await Promise.all(register.map(pipelinesIn));
  const pipelines = found.flat().map(({ pipeline }) => pipeline);
  const engine = options.containers ?? containers.engine;
  const onClose = state === "memory" ? "abort" : options.onStop;
  const { executor = "embedded" } = options;
  await using backend = emulated({
    pipelines,
    state,
    onClose,
    executor,
    platform: platformOf(options, platform),
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

// What a flag says wins over the configuration.
function whereOf(options: EmulatorOptions, config: ServerConfig) {
  return {
    port: readCount("--port", options.port, { least: 0, most: 65_535 }) ?? config.port ?? 30_080,
    ...defined({
      host: options.host ?? config.host,
      names: options.allowHost ?? config.names,
      origins: options.corsOrigin ?? config.origins,
      token: options.token ?? (process.env.FLYTEPATH_TOKEN || undefined),
      tls: tlsOf(options) ?? config.tls,
    }),
    limits: limitsOf(options, config.limits),
  };
}

function tlsOf({ tlsCert: cert, tlsKey: key }: EmulatorOptions): ServerConfig["tls"] {
  if (cert !== undefined && key !== undefined) return { cert, key };
  if (cert === undefined && key === undefined) return undefined;
  const missing = cert === undefined ? "--tls-cert" : "--tls-key";
  throw failure("COMMAND_USAGE_WRONG", { why: `${missing} is missing: a certificate and its key belong together` });
}

function limitsOf(options: EmulatorOptions, config: ServerConfig["limits"] = {}) {
  const size = (flag: string, text: string | undefined) => readCount(flag, text, { most: largestSize });
  const message = size("--max-message", options.maxMessage) ?? config.message;
  const upload = size("--max-upload", options.maxUpload) ?? config.upload;
  return defined({
    message: message === undefined ? undefined : message * mebibyte,
    upload: upload === undefined ? undefined : upload * mebibyte,
    requests: readCount("--max-requests", options.maxRequests) ?? config.requests,
  });
}
