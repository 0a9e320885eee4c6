import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runFiles } from "../support/run-files.js";
import { repository } from "../support/sources.js";

// `npm run interop [-- PART …]`: makes a Python environment with the real clients under .interop/venv, once, and runs the
// interop specs against them. Needs Python 3.12 or newer (`PYTHON` names one) and PyPI; with `--where-possible` it says what
// is missing and ends well where there is none.

const venv = join(repository, ".interop", "venv");
const requirements = join(repository, "spec", "interop", "requirements.txt");
const stamp = join(venv, "requirements.txt");
const wanted = readFileSync(requirements, "utf8");

const whenever = "--where-possible";
const parts = process.argv.slice(2).filter((part) => part !== whenever);

try {
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    execFileSync(python(), ["-m", "venv", "--clear", venv], { stdio: "inherit" });
    execFileSync(join(venv, "bin", "pip"), ["install", "--quiet", "--requirement", requirements], { stdio: "inherit" });
    writeFileSync(stamp, wanted);
  }
} catch (error) {
  if (!process.argv.includes(whenever)) throw error;
  console.log(`interop was NOT run, since its Python environment cannot be made: ${(error as Error).message}`);
  process.exit(0);
}
const flytectl = process.env.FLYTECTL ?? "flytectl";
if (!starts(flytectl, ["version"])) {
  console.log(`flytectl is NOT tried, since there is no ${flytectl}; set FLYTECTL to the path of one`);
}
await runFiles({
  suffix: ".interop.js",
  parts,
  longestMilliseconds: 1_200_000,
  env: { INTEROP_PYTHON: join(venv, "bin", "python") },
});

function python(): string {
  const candidates = [process.env.PYTHON, "python3.13", "python3.12", "python3", ...pyenv()];
  const found = candidates.find((candidate) => candidate !== undefined && isNewEnough(candidate));
  if (found !== undefined) return found;
  throw new Error("no Python 3.12 or newer was found; set PYTHON to the path of one");
}

function isNewEnough(candidate: string): boolean {
  return starts(candidate, ["-c", "import sys; sys.exit(sys.version_info < (3, 12))"]);
}

function starts(program: string, words: readonly string[]): boolean {
  try {
    execFileSync(program, words, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

// Versions that pyenv keeps without putting them on the path.
function pyenv(): readonly string[] {
  try {
    const root = execFileSync("pyenv", ["root"], { encoding: "utf8" }).trim();
    const versions = execFileSync("pyenv", ["versions", "--bare"], { encoding: "utf8" }).split("\n");
    return versions
      .filter((version) => version !== "")
      .map((version) => join(root, "versions", version, "bin", "python"));
  } catch {
    return [];
  }
}
