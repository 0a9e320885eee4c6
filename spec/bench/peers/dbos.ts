import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { repository } from "../../support/sources.js";
import { findPostgres, withPostgres } from "./throw-away-postgres.js";

const run = promisify(execFile);
const folder = join(repository, ".interop", "dbos");
const program = fileURLToPath(new URL("../programs/dbos-steps.js", import.meta.url));

/** What DBOS takes for the same steps, in milliseconds. */
export interface DbosFigures {
  /** Its version and that of its Postgres. */
  readonly name: string;
  /** A chain of 500 and a fan-out of 1,000, where each commit waits for the disk. */
  readonly full: Timed;
  /** The same with `synchronous_commit=off`. */
  readonly normal: Timed;
}

/** Milliseconds of one run each. */
export interface Timed {
  readonly chain: number;
  readonly fan: number;
}

/**
 * Measures DBOS (TypeScript) on a Postgres that is made for it and gone afterwards; a text says why it cannot be. DBOS is
 * installed once into a folder of the bench's own, and is no dependency of the package.
 */
export async function dbosFigures(): Promise<DbosFigures | string> {
  const programs = findPostgres();
  if (programs === undefined) return "DBOS: no Postgres on this machine";
  try {
    await install();
    const figures = async (waitsForDisk: boolean) =>
      await withPostgres(programs, { waitsForDisk }, async (url) => {
        const { stdout } = await run(process.execPath, [program, folder, url], { timeout: 600_000 });
        // Printed by the program.
        return JSON.parse(stdout.trim().split("\n").at(-1)!) as Timed;
      });
    const postgres = (await run(programs.postgres, ["--version"])).stdout.replace(/^.*PostgreSQL\) (\d+).*$/s, "$1");
    const name = `DBOS ${versionOf()} on Postgres ${postgres}`;
    return { name, full: await figures(true), normal: await figures(false) };
  } catch (error) {
    return `DBOS: could not be measured (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`;
  }
}

const installed = join(folder, "node_modules", "@dbos-inc", "dbos-sdk", "package.json");

async function install(): Promise<void> {
  if (existsSync(installed)) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  await run("npm", ["install", "@dbos-inc/dbos-sdk@5", "--no-audit", "--no-fund"], { cwd: folder });
}

function versionOf(): string {
  return (JSON.parse(readFileSync(installed, "utf8")) as { readonly version: string }).version;
}
