import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestOf } from "../../../dsl/load/private-cache.js";
import { repository } from "../../support/sources.js";

const knownFiles = suite("dsl/load/known-files");

const built = (path: string) => JSON.stringify(pathToFileURL(join(repository, "dist", path)).href);

// Loads the file in a process of its own, and tells what it exports.
const script = `
  import { loadFile } from ${built("dsl/load/index.js")};
  import { classValidator } from ${built("dsl/field/class-validator.js")};
  const [{ said, fail, Min }] = await Promise.all(process.argv.slice(1).map(loadFile));
  let place;
  try { fail() } catch (error) { place = /main.ts:\\d+:\\d+/.exec(error.stack)?.[0] }
  console.log(JSON.stringify({ said, place, sameRules: Min === classValidator().Min }));
`;

const main = `
import { Min } from "class-validator";
import { word } from "./word.js";

interface Shape {
  readonly side: number;
}
class Square implements Shape {
  @Min(1) side = 1;
}
export const said: string = word + new Square().side;
export const fail = (): never => {
  throw new Error("on line 13");
};
export { Min };
`;

interface Told {
  readonly said: string;
  readonly place: string;
  readonly sameRules: boolean;
}

interface World {
  readonly folder: string;
  readonly cache: string;
  /** Loads the file, with others at the same time. */
  load(...others: readonly string[]): Told;
  write(file: string, text: string): void;
  /** The entry that holds the file. */
  entry(): string | undefined;
  /** Changes the word in what is kept, so that a load that makes use of it says so. */
  mark(): void;
}

knownFiles("what is loaded once is kept, in a folder of the user alone", () =>
  inWorld(({ load, cache, entry }) => {
    assert.equal(load(), { said: "seen1", place: "main.ts:13:9", sameRules: true });
    assert.is(statSync(join(cache, "flytepath")).mode & 0o777, 0o700);
    assert.ok(entry());
  }),
);

knownFiles("what is kept is loaded the next time, with the author's lines and one copy of the rules", () =>
  inWorld(({ load, mark }) => {
    load();
    mark();
    assert.equal(load(), { said: "kept1", place: "main.ts:13:9", sameRules: true });
  }),
);

knownFiles("a file that has changed, be it one that the other imports, is read again", () =>
  inWorld(({ load, mark, write }) => {
    load();
    mark();
    write("word.ts", 'export const word: string = "new";\n');
    assert.is(load().said, "new1");
    write("main.ts", main.replace("word +", "word + word +"));
    assert.is(load().said, "newnew1");
  }),
);

knownFiles("files that are loaded at the same time are each kept whole or not at all", () =>
  inWorld(({ load, mark, write, entry }) => {
    write("other.ts", 'import { word } from "./word.js"; export const said: string = word;\n');
    load("other.ts");
    if (entry() !== undefined) mark();
    assert.match(load().said, /^(seen|kept)1$/);
    mark();
    assert.equal(load("other.ts"), { said: "kept1", place: "main.ts:13:9", sameRules: true });
  }),
);

knownFiles("half an entry is none, and is written anew", () =>
  inWorld(({ load, mark, entry }) => {
    load();
    mark();
    const half = readFileSync(entry()!, "utf8").slice(0, -100);
    writeFileSync(entry()!, half);
    assert.is(load().said, "seen1");
    mark();
    assert.is(load().said, "kept1");
  }),
);

knownFiles("a folder that others may look into is not used", () =>
  inWorld(({ load, mark, cache }) => {
    load();
    mark();
    chmodSync(join(cache, "flytepath"), 0o755);
    assert.is(load().said, "seen1");
  }),
);

knownFiles("a folder that is a link to another one is not used", () =>
  inWorld(({ folder, load, cache }) => {
    symlinkSync(mkdtempSync(join(folder, "other-")), join(cache, "flytepath"));
    assert.is(load().said, "seen1");
    assert.equal(readdirSync(join(cache, "flytepath")), []);
  }),
);

knownFiles("a file that would be the one meant ends what is kept", () =>
  inWorld(({ load, mark, write }) => {
    write("main.ts", main.replace("./word.js", "./word"));
    assert.is(load().said, "seen1");
    mark();
    assert.is(load().said, "kept1");
    write("word.mts", "");
    assert.is(load().said, "seen1");
  }),
);

knownFiles("another tsconfig.json is another file", () =>
  inWorld(({ load, mark, write }) => {
    load();
    mark();
    write("tsconfig.json", '{ "compilerOptions": { "target": "es2022" } }');
    assert.is(load().said, "seen1");
  }),
);

for (const [title, files] of Object.entries({
  "paths of a tsconfig.json": {
    "tsconfig.json": '{ "compilerOptions": { "paths": { "#words": ["./word.ts"] } } }',
    "main.ts": main.replace("./word.js", "#words"),
  },
  "a tsconfig.json that extends another": { "base.json": "{}", "tsconfig.json": '{ "extends": "./base.json" }' },
  "an import of JSON": { "word.json": '{ "word": "seen" }', "main.ts": main.replace("./word.js", "./word.json") },
  "an import of a script": { "word.js": 'export const word = "seen";', "word.ts": undefined },
  "an import while it runs": { "main.ts": `${main}\nexport const later = () => import("./word.js");` },
})) {
  knownFiles(`${title} is left to tsx`, () =>
    inWorld(({ folder, load, write, entry }) => {
      for (const [file, text] of Object.entries(files)) {
        if (text === undefined) unlinkSync(join(folder, file));
        else write(file, text);
      }
      assert.is(load().said, "seen1");
      assert.is(entry(), undefined);
    }),
  );
}

function inWorld(work: (world: World) => void): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flytepath-load-")));
  try {
    work(worldIn(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function worldIn(folder: string): World {
  const cache = mkdtempSync(join(folder, "cache-"));
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
  const entry = () => {
    const entries = readdirSync(join(cache, "flytepath")).map((name) => join(cache, "flytepath", name));
    return entries.find((file) => readFileSync(file, "utf8").includes("/main.ts"));
  };
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  write("word.ts", 'export const word: string = "seen";\n');
  write("main.ts", main);
  return {
    folder,
    cache,
    write,
    entry,
    load(...others) {
      const files = ["main.ts", ...others].map((file) => join(folder, file));
      const args = ["--input-type=module", "-e", script, ...files];
      return JSON.parse(execFileSync(process.execPath, args, { env, encoding: "utf8", cwd: folder })) as Told;
    },
    mark() {
      const text = readFileSync(entry()!, "utf8").slice(65).replaceAll("seen", "kept");
      writeFileSync(entry()!, `${digestOf(text)}\n${text}`);
    },
  };
}

knownFiles.run();
