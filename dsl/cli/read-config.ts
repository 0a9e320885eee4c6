import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { failure } from "../../lib/errors/index.js";
import { defined } from "../../lib/types/index.js";
import type { ContainerEngine, ContainerOptions, ImageRule } from "../run/index.js";

/** What `flytepath.config.json` may say. */
export interface Config {
  /** Folders are absolute. */
  readonly containers: Pick<ContainerOptions, "engine" | "images" | "atOnce" | "enforceMemory">;
}

const standard = "flytepath.config.json";
const engines: readonly string[] = ["process", "docker", "podman"] satisfies readonly ContainerEngine[];

/**
 * Reads `flytepath.config.json` of the current folder, where there is one, or a file that must be there. Folders in it are
 * relative to the file. Fails with `COMMAND_FILE_UNREADABLE` or `COMMAND_CONFIG_WRONG`.
 */
export function readConfig(file?: string): Config {
  if (file === undefined && !existsSync(standard)) return { containers: {} };
  const path = file ?? standard;
  const place = { path, base: dirname(resolve(path)) };
  const { containers, ...others } = objectOf(parse(path), "the file", place);
  refuseOthers(others, "", ["containers"], place);
  return { containers: containers === undefined ? {} : containersOf(containers, place) };
}

interface Place {
  readonly path: string;
  readonly base: string;
}

function containersOf(value: unknown, place: Place): Config["containers"] {
  const { engine, images = [], atOnce, enforceMemory, ...others } = objectOf(value, "containers", place);
  refuseOthers(others, "containers.", ["engine", "images", "atOnce", "enforceMemory"], place);
  if (!Array.isArray(images)) throw wrong("containers.images", "a list", images, place);
  if (atOnce !== undefined && !(Number.isInteger(atOnce) && Number(atOnce) > 0)) {
    throw wrong("containers.atOnce", "a whole number from 1", atOnce, place);
  }
  if (enforceMemory !== undefined && typeof enforceMemory !== "boolean") {
    throw wrong("containers.enforceMemory", "true or false", enforceMemory, place);
  }
  return defined({
    engine: engineOf(engine, "containers.engine", place),
    images: images.map((rule, index) => ruleOf(rule, `containers.images[${index}]`, place)),
    atOnce: atOnce as number | undefined,
    enforceMemory,
  });
}

function ruleOf(value: unknown, at: string, place: Place): ImageRule {
  const { image, venv, path, env, cwd, engine, ...others } = objectOf(value, at, place);
  refuseOthers(others, `${at}.`, ["image", "venv", "path", "env", "cwd", "engine"], place);
  if (typeof image !== "string") throw wrong(`${at}.image`, "a text", image, place);
  const folder = (name: string, given: unknown) => {
    if (given === undefined) return undefined;
    if (typeof given !== "string") throw wrong(`${at}.${name}`, "a folder", given, place);
    return resolve(place.base, given);
  };
  if (path !== undefined && !Array.isArray(path)) throw wrong(`${at}.path`, "a list of folders", path, place);
  return defined({
    image,
    venv: folder("venv", venv),
    path: path?.map((each, index) => folder(`path[${index}]`, each)!),
    env: env === undefined ? undefined : textsOf(env, `${at}.env`, place),
    cwd: folder("cwd", cwd),
    engine: engineOf(engine, `${at}.engine`, place),
  });
}

function engineOf(value: unknown, at: string, place: Place): ContainerEngine | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !engines.includes(value)) throw wrong(at, engines.join(", "), value, place);
  return value as ContainerEngine;
}

function textsOf(value: unknown, at: string, place: Place): Readonly<Record<string, string>> {
  const texts = objectOf(value, at, place);
  const odd = Object.entries(texts).find(([, text]) => typeof text !== "string");
  if (odd !== undefined) throw wrong(`${at}.${odd[0]}`, "a text", odd[1], place);
  return texts as Readonly<Record<string, string>>;
}

function objectOf(value: unknown, at: string, place: Place): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw wrong(at, "an object", value, place);
}

function refuseOthers(others: object, before: string, known: readonly string[], place: Place): void {
  const [other] = Object.keys(others);
  if (other !== undefined) throw wrong(before + other, `one of ${known.join(", ")}`, other, place);
}

function wrong(at: string, expected: string, got: unknown, { path }: Place) {
  const text = got === undefined ? "nothing" : JSON.stringify(got);
  return failure("COMMAND_CONFIG_WRONG", { file: path, at, expected, got: text });
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw failure("COMMAND_FILE_UNREADABLE", { file, why }, { cause });
  }
}
