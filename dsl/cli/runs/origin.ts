import type { Json } from "../../../lib/types/index.js";

/** How a run was started from a command line: what another one needs to go on with it. */
export interface Origin {
  /** Absolute path of the file that exports the pipeline. */
  readonly file: string;
  /** Name of the class. */
  readonly pipeline: string;
  readonly backend: string;
  readonly concurrency?: number;
}

/** What the journal keeps of a command line; undefined for a run that a program started. */
export function originOf(origin: Json): Origin | undefined {
  const found = origin as Partial<Origin> | null;
  return typeof found?.file === "string" && typeof found.pipeline === "string"
    ? { backend: "embedded", ...found, file: found.file, pipeline: found.pipeline }
    : undefined;
}

/** The same as data. */
export function toJsonOrigin({ file, pipeline, backend, concurrency }: Origin): Json {
  return { file, pipeline, backend, ...(concurrency === undefined ? {} : { concurrency }) };
}
