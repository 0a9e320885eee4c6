import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { repository } from "./sources.js";

const kept = join(repository, "spec", "golden", "flytekit");

/** Lays the golden modules of flytekit out in a folder as `run_cases.py` wants them: code, cases and real reports, unpacked. */
export function layOutGolden(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const part of ["workflows", "ml_training", "run_cases.py"])
    cpSync(join(kept, part), join(folder, part), { recursive: true });
  unpack(kept, (name) => (name === "diabetes.json" ? `ml_training/pima_diabetes/${name}` : `workflows/${name}`));
  unpack(join(kept, "real"), (name) => `real/${name}`);

  function unpack(from: string, place: (name: string) => string): void {
    for (const file of readdirSync(from).filter((file) => file.endsWith(".json.gz") && file !== "literals.json.gz")) {
      const to = join(folder, place(file.replace(/\.gz$/, "")));
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, gunzipSync(readFileSync(join(from, file))));
    }
  }
}
