import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { repository } from "./sources.js";

/** What a finished command left. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that goes on. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Waits until stdout or stderr contains a text, and gives all that was written. */
  said(text: string): Promise<string>;
}

const main = join(repository, "dist", "bundle", "dsl", "cli", "main.js");

/** Starts the `flytepath` command that was built, in the repository's folder, without keeping state. */
export function startCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}): Running {
  const child = spawn(process.execPath, ["--enable-source-maps", main, ...args], {
    cwd: repository,
    env: { ...process.env, FLYTEPATH_HOME: "memory", NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    for (const listener of listeners) listener();
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
    for (const listener of listeners) listener();
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const said = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (!`${stdout}${stderr}`.includes(text)) return;
        listeners.delete(look);
        resolve(`${stdout}${stderr}`);
      };
      listeners.add(look);
      look();
      finished.then(() => reject(new Error(`ended without saying ${JSON.stringify(text)}:\n${stdout}${stderr}`)));
    });
  return { child, finished, said };
}

/** Runs the `flytepath` command to its end. */
export function command(...args: readonly string[]): Promise<Finished> {
  return startCommand(args).finished;
}

/** The JSON values of a text, one a line. */
export function jsonLines(text: string): readonly Record<string, unknown>[] {
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
