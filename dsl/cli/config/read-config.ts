import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { failure } from "../../../lib/errors/index.js";
import { defined } from "../../../lib/types/index.js";
import type { EmulatedOptions } from "../../run/index.js";
import { type ContainersConfig, containersOf } from "./containers.js";
import { type Entry, entriesOf, given } from "./entry.js";
import { platformOf } from "./platform.js";
import { type ServerConfig, serverOf } from "./server.js";

/** What `flytepath.config.ts`, `.js` or `.json` may say; what a flag says wins. */
export interface Config {
  readonly containers: ContainersConfig;
  readonly platform: NonNullable<EmulatedOptions["platform"]>;
  readonly server: ServerConfig;
}

const standard = ["ts", "mts", "js", "mjs", "json"].map((ending) => `flytepath.config.${ending}`);

/**
 * Reads the `flytepath.config.…` of the current folder, where there is one, or a file that must be there: JSON, or a module whose
 * exports, or default export, are the configuration. Paths in it are relative to the file. Fails with `COMMAND_CONFIG_WRONG`,
 * `COMMAND_FILE_UNREADABLE`, and `COMMAND_FILE_FAILED` for a module that throws.
 */
export async function readConfig(file = standardFile()): Promise<Config> {
  if (file === undefined) return { containers: {}, platform: {}, server: {} };
  const value = /\.[cm]?[jt]s$/.test(file) ? await exportedBy(file) : parse(file);
  const whole: Entry = { file, base: dirname(resolve(file)), at: "", value };
  const { containers, platform, server } = entriesOf(whole, "containers", "platform", "server");
  const none = { containers: {}, platform: {}, server: {} };
  return {
    ...none,
    ...defined({
      containers: given(containers, containersOf),
      platform: given(platform, platformOf),
      server: given(server, serverOf),
    }),
  };
}

function standardFile(): string | undefined {
  const found = standard.filter((file) => existsSync(file));
  if (found.length < 2) return found[0];
  const [file = "", ...others] = found;
  const got = `also ${others.join(", ")}`;
  throw failure("COMMAND_CONFIG_WRONG", { file, at: "the file", expected: "the only one of its folder", got });
}

async function exportedBy(file: string): Promise<unknown> {
  const { loadFile } = await import("../../load/index.js");
  const { default: whole, ...named } = await loadFile(file);
  return whole ?? named;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failure("COMMAND_FILE_UNREADABLE", { file, why }, { cause });
  }
}
