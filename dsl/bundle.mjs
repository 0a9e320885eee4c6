// Makes what ships, dist/bundle, of what tsc wrote: a few files in place of a thousand, since every module costs at each
// start. All entry points come from one pass, so that each module, and with it every class, is there once.
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const outdir = join(dist, "bundle");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

// What `exports` and `bin` name, and what is loaded by its path: the workers, the loader's hooks, the workflow that the
// embedded emulator comes with.
const published = [...Object.values(manifest.exports).map((entry) => entry.default), ...Object.values(manifest.bin)];
const entries = [
  ...published.filter(Boolean).map((file) => relative(outdir, join(root, file))),
  "dsl/worker/crew/thread-main.js",
  "dsl/worker/crew/process-main.js",
  "lib/xgboost/threads/thread-main.js",
  "dsl/load/known-hooks.js",
  "dsl/load/tsx-hooks.js",
  "samples/01-diabetes/workflow.js",
];

// Packages of many small modules that every run needs are taken in. The others stay where npm puts them.
const taken = ["@bufbuild/protobuf", "@connectrpc/*", "hyparquet*", "p-queue"];
const external = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)]
  .filter((name) => !taken.some((pattern) => new RegExp(`^${pattern.replace("*", ".*")}$`).test(name)))
  .flatMap((name) => [name, `${name}/*`]);

// To import a package of CommonJS, Node first looks through all of it for its names, which takes longer than running it.
const required = ["commander", "reflect-metadata"];
const byRequire = {
  name: "by-require",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${required.join("|")})$`) }, ({ path }) => ({ path, namespace: "required" }));
    onLoad({ filter: /./, namespace: "required" }, ({ path }) => {
      const names = Object.keys(createRequire(import.meta.url)(path)).filter((name) => /^[A-Za-z]\w*$/.test(name));
      const from = `createRequire(import.meta.url)(${JSON.stringify(path)})`;
      const lines = [`import { createRequire } from "node:module";`, `export const { ${names.join(", ")} } = ${from};`];
      return { contents: lines.join("\n") };
    });
  },
};

const ownNames = Object.entries(manifest.exports)
  .filter(([, entry]) => entry.default !== undefined)
  .map(([name, entry]) => [
    name.replace(/^\./, manifest.name),
    join(dist, relative(outdir, join(root, entry.default))),
  ]);

const noticesHead =
  "The files of this folder contain code of these packages, under the licences that follow each name.\n";
const noText = "The text of the Apache License 2.0 is that of the file LICENSE of flytepath.";

rmSync(outdir, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: entries.map((file) => ({ in: join(dist, file), out: file.replace(/\.js$/, "") })),
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // Two folders deep like the rooms: lib/errors/built-file.ts counts on it.
  chunkNames: "lib/chunks/[name]-[hash]",
  external,
  alias: Object.fromEntries(ownNames),
  plugins: [byRequire],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

writeFileSync(join(outdir, "THIRD-PARTY.txt"), notices(Object.keys(metafile.inputs)));

// For what tsc wrote, "flytepath" is what tsc wrote: no process of the specs meets two copies of a class.
writeFileSync(
  join(dist, "package.json"),
  JSON.stringify({
    name: manifest.name,
    version: manifest.version,
    type: manifest.type,
    exports: Object.fromEntries(
      ownNames.map(([name, file]) => [name.replace(manifest.name, "."), `./${relative(dist, file)}`]),
    ),
  }),
);

/** The licences of the packages that were taken in, with what their files begin with. */
function notices(inputs) {
  const headsOf = new Map();
  for (const file of inputs.filter((each) => each.includes("node_modules/"))) {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(file);
    const head = /^(?:\/\/.*\n)*/.exec(readFileSync(join(root, file), "utf8"))[0].replace(/^\/\/ ?/gm, "");
    headsOf.set(folder, (headsOf.get(folder) ?? new Set()).add(/copyright/i.test(head) ? head.trim() : ""));
  }
  const texts = [...headsOf].sort().map(([folder, heads]) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = ["LICENSE", "LICENSE.md", "license"].map((each) => join(root, folder, each)).find(existsSync);
    const text = file === undefined ? noText : readFileSync(file, "utf8").trim();
    return `${[`${name} ${version} (${license})`, text, ...heads].filter(Boolean).join("\n\n")}\n`;
  });
  return [noticesHead, ...texts].join(`\n${"-".repeat(80)}\n\n`);
}
