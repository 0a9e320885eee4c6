import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ContainerOptions, Emulator, EmulatorOptions, Where } from "../../emulator/index.js";
import { type BlobStore, sweepPartial } from "../../lib/blobs/index.js";
import type { Backend } from "../../lib/client/index.js";
import type { Clock } from "../../lib/engine/index.js";
import { versionOf } from "../../lib/dag/index.js";
import { builtFile } from "../../lib/errors/index.js";
import { defined } from "../../lib/types/index.js";
import { type Compiled, compile } from "../compile/index.js";
import type { AnyPipelineClass } from "../pipeline/index.js";
import { endLeftRunning, markFor } from "./kept/left-running.js";
import { createRunner } from "./runner.js";
import { openEmulatorStore, temporaryFolder } from "./store.js";

/** How an emulator in this process is made. */
export interface EmulatedOptions {
  /** Pipelines that are registered on it, beside the sample that it comes with. */
  readonly pipelines?: readonly AnyPipelineClass[];
  /** Folder for its files and for `emulator.db`, which one emulator at a time holds; or `memory` (default). */
  readonly state?: string;
  /** What closing it does to executions that go on; default: with a folder the next emulator resumes them, else they are aborted. */
  readonly onClose?: "abort" | "resume";
  /**
   * Runs tasks that other tools registered, such as flytekit, by their containers' commands; its files then lie in a folder in
   * any case, a temporary one for `memory`. Default: only tasks written here run.
   */
  readonly containers?: ContainerOptions;
  /** What an operator of a Flyte decides for all of its users. */
  readonly platform?: NonNullable<EmulatorOptions["platform"]>;
  /** Who runs executions: this process, or a program outside that sends events; default `embedded`. */
  readonly executor?: NonNullable<EmulatorOptions["executor"]>;
  /** Whether the diabetes workflow of the samples is registered; default true. */
  readonly sample?: boolean;
  /** Where its runs get their time from; default: the clock on the wall. */
  readonly clock?: Clock;
}

/** An emulator in this process, as a backend that others can reach, too. */
export interface EmulatedBackend extends Backend {
  /** Opens a port, loopback by default. The url is what `flyte` takes: `grpc://127.0.0.1:30080`, `grpcs:` with TLS. */
  listen(where: Where): Promise<{
    readonly url: string;
    /** What callers must send; absent where nothing is asked of them. */
    readonly token?: string;
    close(): Promise<void>;
  }>;
}

const scope = { project: "flytesnacks", domain: "development" };

/**
 * A Flyte inside this process, with the diabetes workflow of the samples registered. Its tasks run here, too. Nothing of
 * it is loaded before the first call. Opening it fails with `STATE_LOCKED` where another emulator holds the folder.
 */
export function emulated(options: EmulatedOptions = {}): EmulatedBackend {
  const { state = "memory", containers } = options;
  // Containers reach files by their paths, so that even an emulator in memory keeps those on the disk.
  if (state !== "memory" || containers === undefined) return emulatedOver(openEmulatorStore(state), options);
  const { folder, remove } = temporaryFolder();
  return emulatedOver(openEmulatorStore(folder), { ...options, onClosed: remove });
}

/** The same over a given store, so that a run and its emulator share their files. @internal */
export function emulatedOver(
  blobs: BlobStore,
  options: EmulatedOptions & { readonly onClosed?: () => void } = {},
): EmulatedBackend {
  let opened: Promise<Emulator> | undefined;
  const open = () => {
    opened ??= openEmulator(blobs, options);
    return opened;
  };
  return {
    name: "embedded",
    scope,
    blobs,
    transport: {
      unary: async (...call) => (await open()).backend.transport.unary(...call),
      stream: async (...call) => (await open()).backend.transport.stream(...call),
    },
    async listen(where) {
      const listener = await (await open()).listen(where);
      return { ...listener, url: listener.url.replace(/^http/, "grpc") };
    },
    async [Symbol.asyncDispose]() {
      // One that could not be opened has told so already.
      const emulator = await opened?.catch(() => undefined);
      await emulator?.[Symbol.asyncDispose]();
      options.onClosed?.();
    },
  };
}

async function openEmulator(
  blobs: BlobStore,
  { pipelines = [], sample = true, state = "memory", onClose, containers, platform, executor, clock }: EmulatedOptions,
): Promise<Emulator> {
  const { createEmulator, openEmulator: openOne } = await import("../../emulator/index.js");
  const compiled = [...pipelines.map((pipeline) => compile(pipeline)), ...(sample ? [await sampleWorkflow()] : [])];
  const code = new Map(compiled.flatMap((each) => [...each.code]));
  // The emulator hands out what lies in this folder of its store.
  const database = join(state, "emulator.db");
  const isKept = state !== "memory";
  const mark = isKept ? markFor(state, "emulator") : undefined;
  const isOld = isKept && existsSync(database);
  const runner = createRunner({ code, store: blobs, folder: "data", embedded: () => emulator.backend, clock, mark });
  if (state !== "memory") void sweepPartial(join(state, "blobs"));
  const made = { runner, blobs, ...defined({ onClose, containers, platform, executor, clock }) };
  const emulator: Emulator = state === "memory" ? createEmulator(made) : openOne({ ...made, database });
  // The folder is ours now, so whoever had it is gone; nothing has been started yet.
  if (isOld) endLeftRunning(state, "emulator");
  for (const { dag } of compiled) await emulator.register(dag, { ...scope, version: versionOf(dag) });
  return emulator;
}

// The samples are part of the package, and this is the one place that may know of one: it is what a new user runs first.
async function sampleWorkflow(): Promise<Compiled> {
  // Not a literal, since the samples are compiled after us and import the package by its name.
  const file = builtFile("samples/01-diabetes/workflow.js").href;
  const { DiabetesXgboostModel } = (await import(file)) as { readonly DiabetesXgboostModel: AnyPipelineClass };
  return compile(DiabetesXgboostModel);
}
