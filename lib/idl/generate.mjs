// Generates lib/idl/gen from the .proto files of @flyteorg/flyteidl and the stand-ins in lib/idl/protos. Does nothing
// when neither they nor the generator have changed since the last time.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const find = createRequire(import.meta.url);
const root = (name) => {
  let folder = dirname(find.resolve(name));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
};
const flyteidl = join(root("@flyteorg/flyteidl/package.json"), "protos");
const buf = join(root("@bufbuild/buf/package.json"), "bin", "buf");
const plugin = join(root("@bufbuild/protoc-gen-es/package.json"), "bin", "protoc-gen-es");
const gen = join(here, "gen");
const stamp = join(gen, "stamp");

// What flytepath speaks. The rest of the package (plugins, agents, datacatalog) would only slow the start.
const parts = ["flyteidl/core", "flyteidl/admin", "flyteidl/event", "flyteidl/service"];
const unspoken = /agent\.proto$|external_plugin_service\.proto$|cloudevents\.proto$/;

const sources = [
  ...parts.flatMap((part) => protosIn(flyteidl, part)).filter(({ path }) => !unspoken.test(path)),
  ...protosIn(join(here, "protos"), "."),
];
const inputs = [import.meta.url, join(plugin, "..", "..", "package.json")].map((file) =>
  readFileSync(new URL(file, import.meta.url)),
);
const digest = sources.reduce((hash, { path, text }) => hash.update(path).update(text), createHash("sha256"));
for (const input of inputs) digest.update(input);
const wanted = digest.digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) generate();

function generate() {
  rmSync(gen, { recursive: true, force: true });
  const stage = join(gen, "protos");
  for (const { from, path } of sources) {
    mkdirSync(dirname(join(stage, path)), { recursive: true });
    cpSync(from, join(stage, path));
  }
  writeFileSync(join(stage, "buf.yaml"), JSON.stringify({ version: "v2" }));
  const template = {
    version: "v2",
    // Texts for an OpenAPI page, which nothing reads and every process would unpack at its start.
    inputs: [{ directory: ".", exclude_types: ["grpc.gateway.protoc_gen_openapiv2.options.openapiv2_operation"] }],
    plugins: [{ local: [process.execPath, plugin], out: gen, opt: ["target=ts", "import_extension=js"] }],
  };
  execFileSync(process.execPath, [buf, "generate", "--template", JSON.stringify(template)], {
    cwd: stage,
    stdio: "inherit",
  });
  rmSync(stage, { recursive: true });
  for (const file of readdirSync(gen, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith("_pb.ts")) describeByOurs(join(gen, file), relative(dirname(join(gen, file)), here));
  }
  writeFileSync(stamp, wanted);
}

// lib/idl/file-desc.ts says why.
function describeByOurs(file, up) {
  const text = readFileSync(file, "utf8");
  const [line, names] = /^import \{ (.*\bfileDesc\b.*) \} from "@bufbuild\/protobuf\/codegenv2";$/m.exec(text);
  const others = names.split(", ").filter((name) => name !== "fileDesc");
  const imports = [`import { fileDesc } from "${up}/file-desc.js";`];
  if (others.length > 0) imports.push(`import { ${others.join(", ")} } from "@bufbuild/protobuf/codegenv2";`);
  writeFileSync(file, text.replace(line, imports.join("\n")));
}

function protosIn(base, part) {
  return readdirSync(join(base, part), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".proto"))
    .sort()
    .map((file) => ({ from: join(base, part, file), path: join(part, file) }))
    .map((source) => ({ ...source, text: readFileSync(source.from) }));
}
