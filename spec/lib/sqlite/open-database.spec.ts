import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type DatabaseOptions, openDatabase } from "../../../lib/sqlite/index.js";
import { throws } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

const opening = suite("lib/sqlite/open-database");

const folder = mkdtempSync(join(tmpdir(), "flytepath-sqlite-"));
const schema = ["CREATE TABLE x (id INTEGER PRIMARY KEY, a TEXT, b BLOB, n REAL)"];
let count = 0;
const fresh = () => join(folder, `${++count}`, "x.db");

opening("the file and its folder are made, and what was written is there at the next opening", () => {
  const file = fresh();
  const first = openDatabase(file, { schema });
  assert.equal(first.prepare("INSERT INTO x (a, b, n) VALUES (?, ?, ?)").run("é", new Uint8Array([0, 255]), 0.5), {
    changes: 1,
    rowId: 1,
  });
  first.close();
  const again = openDatabase(file, { schema });
  assert.equal(again.prepare("SELECT * FROM x").all(), [{ id: 1, a: "é", b: new Uint8Array([0, 255]), n: 0.5 }]);
  assert.is(again.prepare("SELECT * FROM x WHERE id = ?").get(2), undefined);
  again.check();
  again.close();
  again.close();
});

opening("a schema is brought up to date step by step, and one from a newer flytepath is refused", () => {
  const file = fresh();
  openDatabase(file, { schema }).close();
  const wider = [...schema, "ALTER TABLE x ADD COLUMN more TEXT"];
  const database = openDatabase(file, { schema: wider });
  database.exec("INSERT INTO x (more) VALUES ('m')");
  database.close();
  const error = throws(() => openDatabase(file, { schema }), "STATE_NEWER");
  assert.match(error.message, "has schema 2, and this flytepath knows up to 1");
});

opening("a step of a schema that fails leaves the file as it was", () => {
  const file = fresh();
  openDatabase(file, { schema }).close();
  const broken = [...schema, "ALTER TABLE x ADD COLUMN more TEXT; nonsense"];
  throws(() => openDatabase(file, { schema: broken }), "STATE_REFUSED");
  const database = openDatabase(file, { schema });
  assert.is(database.prepare("SELECT * FROM x").all().length, 0);
  database.close();
});

opening("a transaction keeps all or nothing, and joins the one around it", () => {
  const database = openDatabase(":memory:", { schema });
  const add = database.prepare("INSERT INTO x (a) VALUES (?)");
  const names = () => database.prepare<{ a: string }>("SELECT a FROM x").all();
  assert.throws(
    () =>
      database.transaction(() => {
        add.run("lost");
        database.transaction(() => add.run("lost, too"));
        throw new Error("no");
      }),
    "no",
  );
  assert.equal(names(), []);
  assert.is(
    database.transaction(() => add.run("kept").changes),
    1,
  );
  assert.equal(names(), [{ a: "kept" }]);
  database.close();
});

opening("a transaction of another connection is waited for, then told of", () => {
  const file = fresh();
  const [one, other] = [openDatabase(file, { schema }), openDatabase(file, { schema, wait: 10 })];
  one.exec("BEGIN IMMEDIATE");
  const error = throws(() => other.exec("INSERT INTO x (a) VALUES ('a')"), "STATE_LOCKED");
  assert.match(error.message, "is in use by another process");
  one.exec("COMMIT");
  other.exec("INSERT INTO x (a) VALUES ('a')");
  one.close();
  other.close();
});

opening("an exclusive file is refused to others, who are told whose it is and since when", () => {
  const file = fresh();
  const options: DatabaseOptions = { schema, exclusive: true, now: () => 0 };
  const owner = openDatabase(file, options);
  owner.exec("INSERT INTO x (a) VALUES ('a')");
  const error = throws(() => openDatabase(file, options), "STATE_LOCKED");
  assert.match(error.message, `is in use by process ${process.pid}, since 1970-01-01T00:00:00.000Z`);
  assert.match(error.hint ?? "", `Stop process ${process.pid}`);
  owner.close();
  const next = openDatabase(file, options);
  assert.equal(next.prepare("SELECT a FROM x").all(), [{ a: "a" }]);
  next.close();
});

opening("what says who owns a file may be lost with the power: the file opens", () => {
  const file = fresh();
  const options = { schema, exclusive: true };
  openDatabase(file, options).close();
  for (const rest of ["not a database", Buffer.alloc(4096, 7)]) {
    writeFileSync(`${file}-owner`, rest);
    const owner = openDatabase(file, options);
    assert.match(throws(() => openDatabase(file, options), "STATE_LOCKED").message, String(process.pid));
    owner.close();
  }
});

opening("an owner that was killed is noticed: the file opens, with what was committed", async () => {
  const file = fresh();
  const module = JSON.stringify(join(repository, "dist", "lib", "sqlite", "index.js"));
  const script = `
    import { openDatabase } from ${module};
    const database = openDatabase(${JSON.stringify(file)}, { schema: ${JSON.stringify(schema)}, exclusive: true });
    database.exec("INSERT INTO x (a) VALUES ('kept')");
    database.exec("BEGIN; INSERT INTO x (a) VALUES ('under way')");
    process.stdout.write("ready");
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const error = throws(() => openDatabase(file, { schema, exclusive: true }), "STATE_LOCKED");
  assert.match(error.message, `process ${child.pid}`);
  child.kill("SIGKILL");
  await once(child, "exit");
  const database = openDatabase(file, { schema, exclusive: true });
  assert.equal(database.prepare("SELECT a FROM x").all(), [{ a: "kept" }]);
  database.close();
});

opening("processes that make one file at once all come through", async () => {
  const file = fresh();
  const module = JSON.stringify(join(repository, "dist", "lib", "sqlite", "index.js"));
  const script = `
    import { openDatabase } from ${module};
    const database = openDatabase(${JSON.stringify(file)}, { schema: ${JSON.stringify(schema)} });
    const add = database.prepare("INSERT INTO x (a) VALUES (?)");
    for (let i = 0; i < 50; i++) database.transaction(() => add.run(String(i)));
    database.close();`;
  const children = [1, 2, 3].map(() =>
    spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" }),
  );
  const ended = await Promise.all(children.map((child) => once(child, "exit")));
  assert.equal(
    ended.map(([code]) => code),
    [0, 0, 0],
  );
  const database = openDatabase(file, { schema });
  assert.equal(database.prepare("SELECT count(*) AS n FROM x").get(), { n: 150 });
  database.close();
});

opening("what is no database, or is cut short, is damaged", () => {
  const file = fresh();
  mkdirSync(join(file, ".."));
  writeFileSync(file, "these are not the bytes of a database ".repeat(200));
  assert.match(throws(() => openDatabase(file, { schema }), "STATE_DAMAGED").hint ?? "", "move it away");

  const cut = fresh();
  const database = openDatabase(cut, { schema });
  const add = database.prepare("INSERT INTO x (a) VALUES (?)");
  database.transaction(() => {
    for (let index = 0; index < 2000; index++) add.run("a".repeat(100));
  });
  database.close();
  truncateSync(cut, 64 * 1024);
  throws(() => openDatabase(cut, { schema }).check(), "STATE_DAMAGED");
});

opening("a folder that cannot be made, or is none, cannot be written", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  throws(() => openDatabase(join(file, "below", "x.db"), { schema }), "STATE_UNWRITABLE");
  throws(() => openDatabase(folder, { schema }), "STATE_UNWRITABLE");
});

opening("a disk without room and a file that may not be written are told as such", () => {
  const database = openDatabase(fresh(), { schema });
  const add = database.prepare("INSERT INTO x (a) VALUES (?)");
  database.exec("PRAGMA max_page_count = 4");
  throws(() => database.transaction(() => add.run("a".repeat(100_000))), "STATE_DISK_FULL");
  database.transaction(() => add.run("small"));
  database.exec("PRAGMA query_only = 1");
  throws(() => add.run("a"), "STATE_UNWRITABLE");
  assert.equal(database.prepare("SELECT a FROM x").all(), [{ a: "small" }]);
  database.close();
});

opening("a closed database refuses, and a wrong statement is told with SQLite's words", () => {
  const database = openDatabase(":memory:", { schema });
  assert.match(throws(() => database.prepare("SELECT nonsense"), "STATE_REFUSED").message, "no such column: nonsense");
  const add = database.prepare("INSERT INTO x (a) VALUES (?)");
  database.close();
  throws(() => add.run("a"), "STATE_CLOSED");
  throws(() => database.transaction(() => 1), "STATE_CLOSED");
});

opening.after(() => rmSync(folder, { recursive: true, force: true }));

opening.run();
