import { type ChildProcess, execFile, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The programs of a Postgres on this machine. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** Looks for Postgres in the PATH and where packages put it; undefined where it is not installed. */
export function findPostgres(): PostgresPrograms | undefined {
  const packaged = "/usr/lib/postgresql";
  const versions = existsSync(packaged) ? readdirSync(packaged).map((version) => join(packaged, version, "bin")) : [];
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), ...versions]) {
    const found = { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
    if (existsSync(found.initdb) && existsSync(found.postgres)) return found;
  }
  return undefined;
}

/** How a server is started. */
export interface PostgresOptions {
  /** Whether a commit waits for the disk. */
  readonly waitsForDisk: boolean;
}

/** Works with a Postgres that was made for it in a folder of its own, and is gone after it; the work gets its address. */
export async function withPostgres<Result>(
  { initdb, postgres }: PostgresPrograms,
  { waitsForDisk }: PostgresOptions,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-postgres-"));
  const data = join(folder, "data");
  let server: ChildProcess | undefined;
  try {
    const user = await userFor(folder);
    await run(initdb, ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"], user);
    const port = await freePort();
    const settings = [`synchronous_commit=${waitsForDisk ? "on" : "off"}`, "listen_addresses=127.0.0.1"];
    const args = ["-D", data, "-p", `${port}`, "-k", folder, ...settings.flatMap((each) => ["-c", each])];
    server = spawn(postgres, args, { ...user, stdio: "ignore" });
    await untilOpen(port);
    return await work(`postgresql://postgres@127.0.0.1:${port}/bench`);
  } finally {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  }
}

// Postgres does not run as root: there it runs as the user that its package made.
async function userFor(folder: string): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (of) => Number((await run("id", [of, "postgres"])).stdout)),
  );
  mkdirSync(folder, { recursive: true });
  chownSync(folder, uid!, gid!);
  return { uid: uid!, gid: gid! };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  // It listens on a port.
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    const socket = createConnection(port, "127.0.0.1");
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isOpen) return;
    await pause(100);
  }
  throw new Error("Postgres did not open its port");
}

async function ended(server: ChildProcess | undefined): Promise<void> {
  if (server === undefined || server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once("exit", resolve));
  // Ends its connections and stops.
  server.kill("SIGINT");
  await gone;
}
