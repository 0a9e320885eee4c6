import type { RunOptions } from "../../run/index.js";
import { pipelinesIn } from "../find-pipeline.js";
import type { Json } from "../../../lib/types/index.js";

/** How a run was started from a command line: what another one needs to go on with it. */
export interface Origin {
  /** Absolute path of the file that exports the pipeline. */
  readonly file: string;
  /** Name of the class. */
  readonly pipeline: string;
  readonly backend: string;
  readonly concurrency?: number;
  /** Absolute paths of the files whose pipelines are registered on the embedded emulator. */
  readonly register?: readonly string[];
  /** What becomes of cached outputs, where they are not just used. */
  readonly caching?: "overwrite" | "off";
}

/** What the journal keeps of a command line; undefined for a run that a program started. */
export function originOf(origin: Json): Origin | undefined {
  const found = origin as Partial<Origin> | null;
  return typeof found?.file === "string" && typeof found.pipeline === "string"
    ? { backend: "embedded", ...found, file: found.file, pipeline: found.pipeline }
    : undefined;
}

/** The same as data. */
export function toJsonOrigin({ file, pipeline, backend, concurrency, register = [], caching }: Origin): Json {
  return {
    file,
    pipeline,
    backend,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(register.length === 0 ? {} : { register: [...register] }),
    ...(caching === undefined ? {} : { caching }),
  };
}

/** How a run is started that goes on as its command line says: the flags that are not about the run itself. */
export async function optionsOf(origin: Origin): Promise<RunOptions> {
  const { concurrency, register = [], caching } = origin;
  const pipelines = (await Promise.all(register.map(pipelinesIn))).flat().map(({ pipeline }) => pipeline);
  return {
    origin: toJsonOrigin(origin),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(pipelines.length === 0 ? {} : { pipelines }),
    ...(caching === "overwrite" ? { overwriteCache: true } : {}),
    ...(caching === "off" ? { cache: "off" } : {}),
  };
}
