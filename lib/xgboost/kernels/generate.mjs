// Compiles the AssemblyScript in lib/xgboost/kernels/assembly into gen/module.ts, the WebAssembly as text, so that nothing
// is read from disk later. Does nothing when neither the sources nor the compiler have changed since the last time.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const find = createRequire(import.meta.url);
const gen = join(here, "gen");
const stamp = join(gen, "stamp");
const manifest = find.resolve("assemblyscript/package.json");
const compiler = join(dirname(manifest), "bin", "asc.js");
const sources = readdirSync(join(here, "assembly"))
  .sort()
  .map((file) => join(here, "assembly", file));

// Every matrix brings its own memory, which threads may share: the module has none. 65536 pages are 4 GiB.
const options = ["-O3", "--runtime", "stub", "--importMemory", "--noExportMemory", "--sharedMemory"];
const features = ["--maximumMemory", "65536", "--enable", "threads", "--enable", "simd", "--use", "abort="];

const digest = createHash("sha256");
for (const file of [fileURLToPath(import.meta.url), manifest, ...sources]) digest.update(readFileSync(file));
const wanted = digest.digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) generate();

function generate() {
  rmSync(gen, { recursive: true, force: true });
  mkdirSync(gen);
  const binary = join(gen, "module.wasm");
  execFileSync(process.execPath, [compiler, ...sources, ...options, ...features, "-o", binary], { stdio: "inherit" });
  const text = readFileSync(binary).toString("base64");
  writeFileSync(
    join(gen, "module.ts"),
    `/** The kernels' WebAssembly, in base64. */\nexport const moduleText =\n  "${text}";\n`,
  );
  rmSync(binary);
  writeFileSync(stamp, wanted);
}
