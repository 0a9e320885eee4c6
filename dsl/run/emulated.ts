import type { BlobStore } from "../../lib/blobs/index.js";
import type { Backend } from "../../lib/client/index.js";
import { versionOf } from "../../lib/dag/index.js";
import type { Emulator } from "../../emulator/index.js";
import { type Compiled, compile } from "../compile/index.js";
import type { AnyPipelineClass } from "../pipeline/index.js";
import { createRunner } from "./runner.js";
import { openStore } from "./store.js";

/** How an emulator in this process is made. */
export interface EmulatedOptions {
  /** Pipelines that are registered on it, beside the sample that it comes with. */
  readonly pipelines?: readonly AnyPipelineClass[];
  /** Folder for its files, or `memory` (default). */
  readonly state?: string;
}

const scope = { project: "flytesnacks", domain: "development" };

/**
 * A Flyte inside this process, with the diabetes workflow of the samples registered. Its tasks run here, too. Nothing of
 * it is loaded before the first call.
 */
export function emulated({ pipelines = [], state = "memory" }: EmulatedOptions = {}): Backend {
  return emulatedOver(openStore(state), pipelines);
}

/** The same over a given store, so that a run and its emulator share their files. */
export function emulatedOver(blobs: BlobStore, pipelines: readonly AnyPipelineClass[] = []): Backend {
  let opened: Promise<Emulator> | undefined;
  const open = async () => {
    opened ??= openEmulator({ blobs, pipelines });
    return (await opened).backend.transport;
  };
  return {
    name: "embedded",
    scope,
    blobs,
    transport: {
      unary: async (...call) => (await open()).unary(...call),
      stream: async (...call) => (await open()).stream(...call),
    },
    async [Symbol.asyncDispose]() {
      await (await opened)?.[Symbol.asyncDispose]();
    },
  };
}

/** What an emulator is opened with. */
export interface OpenEmulatorOptions {
  readonly blobs: BlobStore;
  readonly pipelines?: readonly AnyPipelineClass[];
  /** Tasks running at once. */
  readonly concurrency?: number;
}

/** Opens an emulator that runs TypeScript tasks in this process, with pipelines and the diabetes sample registered. */
export async function openEmulator({ blobs, pipelines = [], concurrency }: OpenEmulatorOptions): Promise<Emulator> {
  const { createEmulator } = await import("../../emulator/index.js");
  const sample = await sampleWorkflow();
  const compiled = [...pipelines.map((pipeline) => compile(pipeline)), ...(sample === undefined ? [] : [sample])];
  const code = new Map(compiled.flatMap(({ code }) => [...code]));
  const runner = createRunner({ code, store: blobs, embedded: () => emulator.backend });
  const emulator: Emulator = createEmulator({
    runner,
    blobs,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  for (const { dag } of compiled) await emulator.register(dag, { ...scope, version: versionOf(dag) });
  return emulator;
}

// The samples are part of the package, and this is the one place that may know of one: it is what a new user runs first.
async function sampleWorkflow(): Promise<Compiled | undefined> {
  const file: string = "../../samples/01-diabetes/workflow.js";
  const { DiabetesXgboostModel } = (await import(file)) as { DiabetesXgboostModel: AnyPipelineClass };
  return compile(DiabetesXgboostModel);
}
