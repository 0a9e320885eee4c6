import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/sources.js";

/** A way in which the emulator means to answer otherwise than FlyteAdmin. */
export interface Difference {
  /** Named in `emulator/README.md`. */
  readonly id: string;
  readonly reason: string;
  /** Steps whose answers differ, by case. */
  readonly steps?: Readonly<Record<string, readonly string[]>>;
  /** Steps whose errors have the recorded code and another text, by case. */
  readonly texts?: Readonly<Record<string, readonly string[]>>;
}

/** Every difference that is meant; nothing else may differ. */
export const differences = JSON.parse(
  readFileSync(join(repository, "spec", "conformance", "differences.json"), "utf8"),
) as readonly Difference[];

/** Steps of a case that are meant to differ, in their answers or in the texts of their errors. */
export function meant(kind: "steps" | "texts", name: string): readonly string[] {
  return differences.flatMap((difference) => difference[kind]?.[name] ?? []).sort();
}
