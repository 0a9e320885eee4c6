import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { repository } from "./sources.js";

/** Parses a gzipped JSON file of `spec/golden`: `golden("flytekit/literals.json")`. */
export function golden<T>(name: string): T {
  return JSON.parse(text(name)) as T;
}

/** Parses a gzipped file of `spec/golden` that holds one JSON value a line. */
export function goldenLines<T>(name: string): readonly T[] {
  return text(name)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

function text(name: string): string {
  return gunzipSync(readFileSync(join(repository, "spec", "golden", `${name}.gz`))).toString("utf8");
}
