import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { repository } from "./sources.js";

/** An emulator in a process of its own, as `flytepath emulator start` starts it. */
export interface SpawnedEmulator {
  /** `127.0.0.1:30080` */
  readonly endpoint: string;
  /** What is removed at the end: its state, and what a spec puts there. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts one whose tasks find the Python of the interop environment, and modules in `pythonPath`; `more` is said to it, too. */
export async function spawnEmulator(
  pythonPath: readonly string[] = [],
  more: readonly string[] = [],
): Promise<SpawnedEmulator> {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-interop-"));
  const secrets = join(folder, "secrets", "billing", "v2");
  mkdirSync(secrets, { recursive: true });
  writeFileSync(join(secrets, "cert"), "1234");
  const main = join(repository, "dist", "bundle", "dsl", "cli", "main.js");
  const words = ["emulator", "start", "--port", "0", "--state", join(folder, "state"), "--on-stop", "abort", "--json"];
  const child = spawn(process.execPath, [main, ...words, ...more], {
    cwd: folder,
    env: {
      ...process.env,
      PATH: [dirname(interopPython()), process.env.PATH].join(delimiter),
      PYTHONPATH: pythonPath.join(delimiter),
      PYTHONDONTWRITEBYTECODE: "1",
      _FSEC_BILLING_TOKEN: "abcde",
      FLYTE_SECRETS_DEFAULT_DIR: join(folder, "secrets"),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const [line] = await Promise.race([firstLine(child.stdout), ended.then(() => [undefined])]);
  if (line === undefined) throw new Error("the emulator ended before it listened");
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    endpoint: new URL(url.replace(/^grpc/, "http")).host,
    folder,
    async stop() {
      child.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The Python that the interop specs run with. */
export function interopPython(): string {
  return process.env.INTEROP_PYTHON ?? "python3";
}

/** Runs a Python program of the interop environment to its end and gives what it prints; rejects when it fails. */
export function python(args: readonly string[], how: { readonly cwd: string; readonly env?: Record<string, string> }) {
  const child = spawn(interopPython(), args, {
    cwd: how.cwd,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...how.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told: Buffer[] = [];
  const complained: Buffer[] = [];
  child.stdout.on("data", (chunk) => told.push(chunk));
  child.stderr.on("data", (chunk) => complained.push(chunk));
  return new Promise<string>((resolve, reject) => {
    child.on("close", (code) => {
      const text = Buffer.concat(told).toString();
      if (code === 0) resolve(text);
      else reject(new Error(`${args.join(" ")} ended with ${code}: ${text}\n${Buffer.concat(complained).toString()}`));
    });
  });
}

function firstLine(stream: NodeJS.ReadableStream): Promise<[string]> {
  return new Promise((resolve) => createInterface({ input: stream }).once("line", (line) => resolve([line])));
}
