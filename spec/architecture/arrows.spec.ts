import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Import, importsOf, repository, sources } from "../support/sources.js";

const arrows = suite("architecture/arrows");

// What each room may import beside itself. A room that is missing here may not exist.
const lib = [
  "lib/errors",
  "lib/types",
  "lib/dag",
  "lib/engine",
  "lib/blobs",
  "lib/tables",
  "lib/idl",
  "lib/client",
  "lib/sqlite",
  "lib/journal",
  "lib/processes",
];
const dsl = [
  "dsl/field",
  "dsl/task",
  "dsl/pipeline",
  "dsl/flyte",
  "dsl/compile",
  "dsl/worker",
  "dsl/run",
  "dsl/testing",
  "dsl/load",
];
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "lib/errors": [],
  "lib/types": ["lib/errors"],
  "lib/dag": ["lib/types", "lib/errors"],
  "lib/engine": ["lib/dag", "lib/types", "lib/errors"],
  "lib/blobs": ["lib/errors"],
  "lib/tables": ["lib/types", "lib/errors"],
  "lib/idl": ["lib/dag", "lib/types", "lib/errors"],
  "lib/client": ["lib/idl", "lib/blobs", "lib/dag", "lib/types", "lib/errors"],
  "lib/sqlite": ["lib/errors"],
  "lib/journal": ["lib/engine", "lib/sqlite", "lib/blobs", "lib/dag", "lib/types", "lib/errors"],
  "lib/processes": [],
  "lib/xgboost": ["lib/errors"],
  "dsl/field": [...lib, ...dsl],
  "dsl/task": [...lib, ...dsl],
  "dsl/pipeline": [...lib, ...dsl],
  "dsl/flyte": [...lib, ...dsl],
  "dsl/compile": [...lib, ...dsl],
  "dsl/worker": [...lib, ...dsl],
  "dsl/load": ["lib/errors"],
  "dsl/run": [...lib, ...dsl, "emulator"],
  "dsl/testing": [...lib, ...dsl],
  "dsl/cli": [...lib, ...dsl],
  dsl: [...lib, ...dsl],
  "emulator/services": [...lib, "emulator/state"],
  "emulator/state": lib,
  "emulator/runs": [...lib, "emulator/state"],
  "emulator/gateway": lib,
  "emulator/pages": lib,
  "emulator/server": [...lib, "emulator/services", "emulator/gateway", "emulator/pages"],
  emulator: [...lib, "emulator/server", "emulator/services", "emulator/state", "emulator/runs"],
};

// Packages that only some rooms may know, so that each can be changed in one place.
const keepers: Readonly<Record<string, readonly string[]>> = {
  "@bufbuild/protobuf": [
    "lib/idl",
    "lib/client",
    "emulator/services",
    "emulator/server",
    "emulator/state",
    "emulator/runs",
    "emulator/gateway",
    "emulator/pages",
  ],
  "@connectrpc/connect": [
    "lib/client",
    "emulator/services",
    "emulator/server",
    "emulator/state",
    "emulator/gateway",
    "emulator/pages",
  ],
  "@connectrpc/connect-node": ["lib/client", "emulator/server"],
  "p-queue": ["lib/engine"],
  execa: ["dsl/worker", "emulator/runs"],
  "reflect-metadata": ["dsl/field"],
  "class-validator": ["dsl/field"],
  hyparquet: ["lib/tables"],
  "hyparquet-writer": ["lib/tables"],
  commander: ["dsl/cli"],
  "log-update": ["dsl/cli"],
  yaml: ["dsl/cli", "lib/client"],
  tsx: ["dsl/load"],
  esbuild: ["dsl/load"],
  libsql: ["lib/sqlite"],
};

const files = sources(/^(lib|dsl|emulator)\/.*\.ts$/);
const imports = files.flatMap((file) => importsOf(file)).filter(({ to }) => !to.startsWith("node:"));

arrows("every file of lib, dsl and emulator lies in a room that the table knows", () => {
  const strangers = files.map(({ path }) => path).filter((path) => !(roomOf(path) in mayImport));
  assert.equal(strangers, []);
});

arrows("no import points against the arrows", () => {
  const wrong = own(imports).filter(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)];
    return here !== there && !mayImport[here]?.includes(there);
  });
  assert.equal(wrong.map(said), []);
});

arrows("between rooms the import is that of the room's index", () => {
  const wrong = own(imports).filter(({ from, to }) => roomOf(from) !== roomOf(to) && !isEntry(to));
  assert.equal(wrong.map(said), []);
});

arrows("a package that has keepers is imported by no other room", () => {
  const wrong = imports
    .filter(({ isPackage, to }) => isPackage && to in keepers)
    .filter(({ from, to }) => !keepers[to]!.includes(roomOf(from)));
  assert.equal(wrong.map(said), []);
});

arrows("every package that is imported is one that the table knows", () => {
  const unknown = imports.filter(({ isPackage, to }) => isPackage && !(to in keepers));
  assert.equal(unknown.map(said), []);
});

arrows("every package that ships is one that some room imports", () => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));
  const imported = new Set(imports.filter(({ isPackage }) => isPackage).map(({ to }) => to));
  const idle = Object.keys({ ...dependencies, ...peerDependencies }).filter((name) => !imported.has(name));
  assert.equal(idle, []);
});

arrows("no arrow and no keeper of the tables is idle", () => {
  const used = new Set(own(imports).map(({ from, to }) => `${roomOf(from)} → ${roomOf(to)}`));
  const idleArrows = Object.entries(mayImport)
    .flatMap(([room, others]) => others.filter((other) => !isLibrary(room, other)).map((other) => `${room} → ${other}`))
    .filter((arrow) => !used.has(arrow));
  const kept = new Set(imports.map(({ from, to }) => `${roomOf(from)} → ${to}`));
  const idleKeepers = Object.entries(keepers)
    .flatMap(([name, rooms]) => rooms.map((room) => `${room} → ${name}`))
    .filter((arrow) => !kept.has(arrow));
  assert.equal([...idleArrows, ...idleKeepers], []);
});

arrows("samples import flytepath by its public names", () => {
  const wrong = sources(/^samples\/.*\.ts$/)
    .flatMap((file) => importsOf(file))
    .filter(({ to, isPackage }) => !isPackage && /^(lib|dsl|emulator|spec)\//.test(to));
  assert.equal(wrong.map(said), []);
});

arrows.run();

function own(all: readonly Import[]): readonly Import[] {
  return all.filter(({ isPackage }) => !isPackage);
}

function roomOf(path: string): string {
  const [top, room, ...rest] = path.split("/");
  return rest.length === 0 ? top! : `${top}/${room}`;
}

// The wire's generated code is an entry of lib/idl of its own, so that nobody pays for services they do not call.
function isEntry(path: string): boolean {
  return /\/index\.ts$/.test(path) || /^lib\/idl\/(wire|gen)\b/.test(path);
}

// Rooms above lib may use all of it, and those of dsl each other.
function isLibrary(room: string, other: string): boolean {
  return !room.startsWith("lib/") && [...lib, ...dsl].includes(other);
}

function said({ from, to }: Import): string {
  return `${from} imports ${to}`;
}
