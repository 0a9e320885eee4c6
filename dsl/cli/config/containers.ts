import { defined } from "../../../lib/types/index.js";
import type { ContainerOptions, ImageRule } from "../../run/index.js";
import { countOf, type Entry, entriesOf, flagOf, given, listOf, pathOf, textOf, textsOf, wordOf } from "./entry.js";

/** How containers are run; folders are absolute. */
export type ContainersConfig = Pick<ContainerOptions, "engine" | "images" | "atOnce" | "enforceMemory">;

const engineOf = wordOf("process", "docker", "podman");

/** Reads `containers`. */
export function containersOf(entry: Entry): ContainersConfig {
  const { engine, images, atOnce, enforceMemory } = entriesOf(entry, "engine", "images", "atOnce", "enforceMemory");
  return defined({
    engine: given(engine, engineOf),
    images: given(images, listOf(ruleOf)) ?? [],
    atOnce: given(atOnce, countOf()),
    enforceMemory: given(enforceMemory, flagOf),
  });
}

function ruleOf(entry: Entry): ImageRule {
  const { image, venv, path, env, cwd, engine } = entriesOf(entry, "image", "venv", "path", "env", "cwd", "engine");
  return defined({
    image: textOf(image),
    venv: given(venv, pathOf),
    path: given(path, listOf(pathOf)),
    env: given(env, textsOf),
    cwd: given(cwd, pathOf),
    engine: given(engine, engineOf),
  });
}
