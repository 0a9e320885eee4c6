import { mkdir, open, stat } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { execa } from "execa";
import { failure } from "../../../lib/errors/index.js";
import { endGroup, signalGroup, trackGroup, watchMemory } from "../../../lib/processes/index.js";

/** A program that is started for an attempt. */
export interface Command {
  /** Image that asked for it, for messages. */
  readonly image: string;
  /** Program and arguments. */
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** File that both of its outputs are added to. */
  readonly log: string;
}

/** What it runs under. */
export interface Bounds {
  readonly signal: AbortSignal;
  /** Milliseconds between asking its processes to end and killing them. */
  readonly grace: number;
  /** Bytes that its processes may use together; without it, as many as there are. */
  readonly memory?: number | undefined;
}

/** How it ended: 128 and the signal's number where a signal ended it, as shells say it. */
export interface End {
  readonly exitCode: number;
  /** Whether it was ended for using more memory than it may. */
  readonly outOfMemory?: boolean;
}

const signals = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
} as const;

/**
 * Runs a program and whatever it starts as one group of processes, of which nothing is left afterwards. Rejects with the signal's
 * reason when told to end, and with `EMULATOR_COMMAND_NOT_FOUND` or `EMULATOR_COMMAND_NOT_STARTED`.
 */
export async function runCommand({ image, words, env, cwd, log }: Command, bounds: Bounds): Promise<End> {
  const { signal } = bounds;
  signal.throwIfAborted();
  const [name = "", ...args] = words;
  const program = await find(name, { env, cwd, image });
  await mkdir(dirname(log), { recursive: true });
  const file = await open(log, "a");
  // Execa takes any descriptor; its types name the first ones only.
  const output = file.fd as 3;
  try {
    const child = execa(program, args, {
      cwd,
      env,
      extendEnv: false,
      stdin: "ignore",
      stdout: output,
      stderr: output,
      buffer: false,
      detached: true,
      reject: false,
      argv0: name,
    });
    const { pid } = child;
    if (pid !== undefined) trackGroup(pid);
    const stop = pid === undefined ? () => {} : endOnAbort(pid, bounds);
    let outOfMemory = false;
    const unwatch = watch(pid, bounds, () => {
      outOfMemory = true;
    });
    const { exitCode, signal: killed, originalMessage } = await child;
    stop();
    unwatch();
    if (pid !== undefined) endGroup(pid);
    signal.throwIfAborted();
    // As the kernel ends a container, whatever the program made of it.
    if (outOfMemory) return { exitCode: 128 + signals.SIGKILL, outOfMemory };
    if (exitCode !== undefined) return { exitCode };
    if (killed !== undefined) return { exitCode: 128 + ((signals as Readonly<Record<string, number>>)[killed] ?? 0) };
    const facts = { command: name, image, why: originalMessage ?? "it ended early" };
    throw failure("EMULATOR_COMMAND_NOT_STARTED", facts, { retryable: false });
  } finally {
    await file.close();
  }
}

async function find(
  name: string,
  { env, cwd, image }: { readonly env: Command["env"]; readonly cwd: string; readonly image: string },
): Promise<string> {
  const path = env.PATH ?? "";
  const places = name.includes("/")
    ? [isAbsolute(name) ? name : resolve(cwd, name)]
    : path.split(delimiter).map((folder) => join(folder === "" ? cwd : folder, name));
  for (const place of places) if (name !== "" && (await isProgram(place))) return place;
  throw failure("EMULATOR_COMMAND_NOT_FOUND", { command: name, image, path }, { retryable: false });
}

async function isProgram(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() === true && (found.mode & 0o111) !== 0;
}

function watch(group: number | undefined, { memory }: Bounds, onExceeded: () => void): () => void {
  if (group === undefined || memory === undefined) return () => {};
  return watchMemory(group, memory, () => {
    onExceeded();
    signalGroup(group, "SIGKILL");
  });
}

function endOnAbort(group: number, { signal, grace }: Bounds): () => void {
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    signalGroup(group, "SIGTERM");
    timer = setTimeout(() => signalGroup(group, "SIGKILL"), grace);
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  return () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  };
}
