import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  type Flow,
  FlyteFile,
  Int,
  Pipeline,
  type Refs,
  run,
  Task,
} from "../../../../dsl/index.js";
import { explainCache, type FolderCache, openCache } from "../../../../dsl/run/cache/index.js";
import { compile } from "../../../../dsl/compile/index.js";
import type { CacheEntry } from "../../../../lib/engine/index.js";
import { openDatabase } from "../../../../lib/sqlite/index.js";
import { within } from "../../../support/expect.js";

const caching = suite("dsl/run/cache/open-cache");

class N {
  @Field(Int) n!: number;
}

class Filed {
  @Field(FlyteFile) file!: FlyteFile;
}

const ran: number[] = [];
let hold: Promise<void> | undefined;

@Task({ inputs: N, outputs: N, cache: { version: "1", serialize: true } })
class Doubled {
  async run({ n }: N): Promise<N> {
    ran.push(n);
    await hold;
    return { n: n * 2 };
  }
}

@Pipeline({ name: "doubling", inputs: N, outputs: N })
class Doubling {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Doubled, { n });
  }
}

@Task({ inputs: N, outputs: Filed, cache: "1" })
class Written {
  run({ n }: N): Filed {
    ran.push(n);
    return { file: FlyteFile.fromBytes(`${n}`, { name: "n.txt" }) };
  }
}

@Pipeline({ name: "writing", inputs: N, outputs: Filed })
class Writing {
  compose({ n }: Refs<N>, flow: Flow): Bindings<Filed> {
    return flow.step(Written, { n });
  }
}

let state = "";
caching.before.each(() => {
  state = mkdtempSync(join(tmpdir(), "flytepath-cache-"));
  ran.length = 0;
  hold = undefined;
});
caching.after.each(() => rmSync(state, { recursive: true, force: true }));

const entry = (task = "t"): CacheEntry => ({
  outputs: { n: { kind: "int", value: "1" } },
  task,
  run: "r",
  node: "a",
  attempt: 0,
  at: 1000,
  parts: { version: "1" },
});

function two(): readonly [FolderCache, FolderCache] {
  return [openCache(state), openCache(state)];
}

caching("outputs are kept in the state folder, for its other runs", async () => {
  assert.is((await run(Doubling, { n: 2 }, { state })).n, 4);
  assert.is((await run(Doubling, { n: 2 }, { state })).n, 4);
  assert.is((await run(Doubling, { n: 3 }, { state })).n, 6);
  assert.equal(ran, [2, 3]);
  assert.is((await run(Doubling, { n: 2 }, { state, cache: "off" })).n, 4);
  assert.equal(ran, [2, 3, 2]);
});

caching("an entry whose files are gone is none", async () => {
  const first = await run(Writing, { n: 1 }, { state });
  assert.is(await first.file.text(), "1");
  assert.is(await (await run(Writing, { n: 1 }, { state })).file.text(), "1");
  assert.equal(ran, [1]);
  rmSync(join(state, "blobs"), { recursive: true });
  assert.is(await (await run(Writing, { n: 1 }, { state })).file.text(), "1");
  assert.equal(ran, [1, 1]);
});

caching("identical work of two runs that share a folder is done once", async () => {
  let go = () => {};
  hold = new Promise((resolve) => {
    go = resolve;
  });
  // Each run opens the folder for itself, as runs of two processes do.
  const both = [run(Doubling, { n: 5 }, { state }), run(Doubling, { n: 5 }, { state })];
  while (ran.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  go();
  assert.equal(
    (await within(10_000, Promise.all(both))).map(({ n }) => n),
    [10, 10],
  );
  assert.equal(ran, [5]);
});

caching("a reservation is waited for until it is given up", async () => {
  const [ours, theirs] = two();
  const never = new AbortController().signal;
  const first = await ours.reserve!("k", never);
  assert.not.ok(first.waited);
  const second = theirs.reserve!("k", never);
  assert.not.ok((await theirs.reserve!("other", never)).waited);
  first.release();
  assert.ok((await within(5_000, second)).waited);
  const controller = new AbortController();
  const third = ours.reserve!("k", controller.signal);
  controller.abort(new Error("enough"));
  await within(
    5_000,
    third.then(
      () => assert.unreachable(),
      () => {},
    ),
  );
  for (const cache of [ours, theirs]) cache[Symbol.dispose]();
});

caching("the reservation of a process that is gone holds nobody up", async () => {
  const [cache, other] = two();
  other[Symbol.dispose]();
  const database = openDatabase(join(state, "cache.db"), { schema: ["", ""].slice(0, 1) });
  database
    .prepare("INSERT INTO reservations SELECT 'k', 'token', 4194304, host, mark, 0 FROM (SELECT ? AS host, '' AS mark)")
    .run((await import("node:os")).hostname());
  database.close();
  assert.not.ok((await within(5_000, cache.reserve!("k", new AbortController().signal))).waited);
  cache[Symbol.dispose]();
});

caching("entries are listed by task, the newest first, and forgotten", async () => {
  const [cache, other] = two();
  await cache.put("1", entry());
  await cache.put("2", { ...entry("u"), at: 2000 });
  assert.equal(await other.get("1"), entry());
  assert.is(await other.get("3"), undefined);
  assert.equal(
    other.list().map(({ key }) => key),
    ["2", "1"],
  );
  assert.equal(
    other.list({ task: "t" }).map(({ key }) => key),
    ["1"],
  );
  assert.is(other.clear("t"), 1);
  assert.is(cache.clear(), 1);
  for (const each of [cache, other]) each[Symbol.dispose]();
});

caching("a miss is explained by the parts of the key that differ from the nearest entry", async () => {
  await run(Doubling, { n: 2 }, { state });
  using cache = openCache(state);
  const [task] = Object.values(compile(Doubling).dag.tasks);
  const explain = (n: number, version = "1") =>
    explainCache(cache, {
      task: { ...task!, cache: { ...task!.cache!, version } },
      inputs: { n: { kind: "int", value: `${n}` } },
      digestFile: async (uri) => uri,
    });
  assert.ok((await explain(2)).hit);
  const other = await explain(3, "2");
  assert.equal([other.hit, other.changed.map(({ part }) => part)], [false, ["version", "inputs.n"]]);
  assert.equal([other.changed[0]?.before, other.changed[0]?.now], ["1", "2"]);
  cache.clear();
  assert.equal([(await explain(2)).hit, (await explain(2)).entry], [false, undefined]);
});

caching.run();
