import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { transformSync as swc } from "@swc/core";
import { transformSync as esbuild } from "esbuild";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, run, start, Task } from "../../../../dsl/index.js";
import { compile } from "../../../../dsl/compile/index.js";
import { codeOf } from "../../../../dsl/run/kept/code/code-of.js";
import { otherCode } from "../../../../dsl/run/kept/code/other-code.js";
import { plainCode } from "../../../../dsl/run/kept/code/plain-code.js";
import { memoryBlobs } from "../../../../lib/blobs/index.js";
import { memoryJournal, openJournal } from "../../../../lib/journal/index.js";
import { memoryLedger } from "../../../../lib/journal/ledger/memory-ledger.js";
import { schema } from "../../../../lib/journal/ledger/schema.js";
import { createJournal } from "../../../../lib/journal/open-journal.js";
import { openDatabase } from "../../../../lib/sqlite/index.js";
import { rejects } from "../../../support/expect.js";

const code = suite("dsl/run/kept/code");

class N {
  @Field(Int) n!: number;
}

const ran: string[] = [];
let hold: Promise<void> | undefined;

@Task({ inputs: N, outputs: N })
class First {
  run({ n }: N): N {
    ran.push(`first ${n}`);
    return { n: n + 1 };
  }
}

@Task({ name: "second", inputs: N, outputs: N })
class Second {
  run({ n }: N): N {
    ran.push(`second ${n}`);
    return { n: n * 2 };
  }
}

@Task({ name: "second", inputs: N, outputs: N })
class SecondAnew {
  run({ n }: N): N {
    ran.push(`anew ${n}`);
    return { n: n * 3 };
  }
}

@Task({ inputs: N, outputs: N })
class Third {
  async run({ n }: N): Promise<N> {
    ran.push(`third ${n}`);
    await hold;
    return { n };
  }
}

@Pipeline({ name: "code", inputs: N, outputs: N })
class Before {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Third, { n: flow.step(Second, { n: flow.step(First, { n }).n }).n });
  }
}

// The same graph; the body of one task is another.
@Pipeline({ name: "code", inputs: N, outputs: N })
class After {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Third, { n: flow.step(SecondAnew, { n: flow.step(First, { n }).n }, { name: "second" }).n });
  }
}

code.before.each(() => {
  ran.length = 0;
  hold = undefined;
});

// A run that hangs in its third step, as if its process had died there.
async function crashed() {
  const ledger = memoryLedger();
  const [dead, next] = [0, 1].map(() => createJournal(ledger, { blobs: memoryBlobs(), now: Date.now }));
  hold = new Promise(() => {});
  const going = start(Before, { n: 1 }, { runId: "r", journal: dead! });
  for await (const event of going.events)
    if (event.kind === "task" && event.node === "third" && event.phase === "RUNNING") break;
  ledger.change(ledger.find("r")!.key, { holder: undefined });
  hold = undefined;
  ran.length = 0;
  return next!;
}

code("a body that reads otherwise is told with what has changed, and nothing is run", async () => {
  const journal = await crashed();
  const error = await rejects(run(After, { n: 1 }, { runId: "r", journal }), "RUN_CODE_CHANGED");
  assert.match(error.message, /the code of task second has changed \(.*n:\w+\*2.* has become .*n:\w+\*3/);
  assert.equal(ran, []);
  assert.is((await run(Before, { n: 1 }, { runId: "r", journal })).n, 4);
  assert.equal(ran, ["third 4"]);
});

code("with new code, steps whose code and inputs are the same are kept, and the rest run", async () => {
  const journal = await crashed();
  assert.is((await run(After, { n: 1 }, { runId: "r", journal, withNewCode: true })).n, 6);
  assert.equal(ran, ["anew 2", "third 6"]);
});

code("a step that runs anew tells each of its phases once more, and its attempts are numbered on", async () => {
  const journal = await crashed();
  await run(After, { n: 1 }, { runId: "r", journal, withNewCode: true });
  const told = (await journal.events("r")).flatMap((event) =>
    event.kind === "run" || event.node === "first"
      ? []
      : [`${event.node}${event.kind === "task" ? `#${event.attempt}` : ""} ${event.phase}`],
  );
  const second = ["second QUEUED", "second#0 QUEUED", "second RUNNING", "second#0 RUNNING", "second#0 SUCCEEDED"];
  const third = ["third QUEUED", "third#0 QUEUED", "third RUNNING", "third#0 RUNNING"];
  const anew = ["second QUEUED", "second#1 QUEUED", "second RUNNING", "second#1 RUNNING", "second#1 SUCCEEDED"];
  const other = ["third QUEUED", "third#0 ABORTED", "third#1 QUEUED", "third RUNNING", "third#1 RUNNING"];
  const ends = ["second SUCCEEDED", "third#1 SUCCEEDED", "third SUCCEEDED"];
  assert.equal(told, [...second, ends[0], ...third, ...anew, ends[0], ...other, ...ends.slice(1)]);
});

code("a step in flight whose code alone has changed goes on in its history with another attempt", async () => {
  const journal = await crashed();
  @Task({ name: "third", inputs: N, outputs: N })
  class ThirdAnew {
    run({ n }: N): N {
      ran.push(`third anew ${n}`);
      return { n: -n };
    }
  }
  @Pipeline({ name: "code", inputs: N, outputs: N })
  class Other {
    compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
      const { n: second } = flow.step(Second, { n: flow.step(First, { n }).n });
      return flow.step(ThirdAnew, { n: second }, { name: "third" });
    }
  }
  assert.is((await run(Other, { n: 1 }, { runId: "r", journal, withNewCode: true })).n, -4);
  assert.equal(ran, ["third anew 4"]);
  const told = (await journal.events("r")).flatMap((event) =>
    event.kind !== "run" && event.node === "third" ? [`${event.kind} ${event.phase}`] : [],
  );
  assert.is(told.filter((line) => line === "node QUEUED").length, 1);
  assert.is(told.filter((line) => line === "node RUNNING").length, 1);
});

code("a run that is repeated takes over no step whose code has changed", async () => {
  const journal = memoryJournal();
  await run(Before, { n: 1 }, { runId: "r", journal });
  ran.length = 0;
  const repeats = { run: "r", from: "third" };
  assert.is((await run(After, { n: 1 }, { runId: "s", journal, repeats })).n, 6);
  assert.equal(ran, ["anew 2", "third 6"]);
});

code("a run that was kept without code goes on, and is compared from then on", async () => {
  const journal = memoryJournal();
  const recording = await journal.begin({
    id: "r",
    dag: compile(Before).dag,
    inputs: { n: { kind: "int", value: "1" } },
  });
  await recording!.release();
  assert.is(journal.code("r"), undefined);
  hold = new Promise(() => {});
  const going = start(After, { n: 1 }, { runId: "r", journal });
  for await (const event of going.events) if (event.kind === "task" && event.phase === "RUNNING") break;
  assert.match(journal.code("r") ?? "", "anew");
  going.abort("enough");
  await going.outcome;
});

code("a journal of an older version is opened and brought up to date", async () => {
  const state = mkdtempSync(join(tmpdir(), "flytepath-code-"));
  const old = openDatabase(join(state, "journal.db"), { schema: schema.slice(0, 2) });
  old.exec(`INSERT INTO dags VALUES ('d', '{}');
    INSERT INTO runs (id, pipeline, dag, inputs, origin, phase, created_at) VALUES ('r', 'p', 'd', '{}', 'null', 'QUEUED', 1)`);
  old.close();
  await using journal = openJournal(state);
  assert.is(journal.find("r")?.standing, "interrupted");
  assert.is(journal.code("r"), undefined);
  await journal.take("r", { code: "{}" });
  assert.is(journal.code("r"), "{}");
  rmSync(state, { recursive: true });
});

const source = `
const f1 = (x: number) => x;
export class Work {
  private count = 0;
  #secret = 1;
  // Why it does so.
  async run({ n }: { n: number }, ctx?: { log(text: string): void }) {
    const helper = (value: number) => value * 2;
    function inner(a: number) { return a ?? 3_000; }
    if (n === 100) throw new Error('it "broke"');
    for (const k of [1, 2]) { await ctx?.log(\`a \${n + k} b\`); }
    const { n: m = 3, ...rest } = { n, x: /re"g\`/.test("x") };
    return { n: f1(helper(inner(m))) / 2, rest, done: this.count + this.#secret };
  }
}
`;

// Uses nothing that a minifier renames.
const free = source.replace("const f1 = (x: number) => x;", "").replaceAll("f1", "outside");

// The text of the class as a build of its file leaves it.
function textOf(built: string): string {
  const start = built.indexOf("class");
  const end = built.lastIndexOf("}", built.includes("export {") ? built.lastIndexOf("export {") - 1 : undefined);
  return built.slice(
    start,
    built.includes("export{") ? built.lastIndexOf("}", built.lastIndexOf("export{")) + 1 : end + 1,
  );
}

const how = { loader: "ts", target: "es2022", format: "esm" } as const;
const builds: Readonly<Record<string, () => string>> = {
  esbuild: () => esbuild(source, how).code,
  "esbuild, as tsx asks it": () =>
    esbuild(source, { ...how, minifyWhitespace: true, minifySyntax: true, keepNames: true }).code,
  "esbuild, minified": () => esbuild(free, { ...how, minify: true }).code,
  swc: () => swc(source, { filename: "work.ts", jsc: { parser: { syntax: "typescript" }, target: "es2022" } }).code,
};

code("how a file was built, formatted and commented is no change", () => {
  const plain = plainCode([textOf(esbuild(source, how).code)]);
  const outer = plainCode([textOf(esbuild(free, how).code)]);
  for (const [name, build] of Object.entries(builds)) {
    assert.is(plainCode([textOf(build())]), name.endsWith("minified") ? outer : plain, name);
  }
});

code("a pattern, a text, an operator and the name of what is used from outside are code", () => {
  const was = (text: string) => ({ work: [textOf(esbuild(text, how).code)] });
  for (const [from, to] of [
    ['/re"g', '/rf"g'],
    ['it "broke"', 'it "fell"'],
    ["value * 2", "value / 2"],
    ["f1(helper", "f2(helper"],
    ["this.count +", "this.n +"],
    ["inner(m)", "inner(n)"],
  ] as const) {
    assert.is(otherCode(was(source), was(source.replace(from, to))).size, 1, from);
  }
  assert.is(otherCode(was(source), was(source.replaceAll("helper", "twice"))).size, 0);
  assert.is(otherCode({}, was(source)).size, 0);
  assert.is(otherCode({ work: ["no code ("] }, { work: ["none either )"] }).size, 1);
});

code("what a class extends belongs to its code; a cache version speaks for it", () => {
  class Base {
    protected twice(n: number): number {
      return n * 2;
    }
  }
  @Task({ inputs: N, outputs: N })
  class Derived extends Base {
    run({ n }: N): N {
      return { n: this.twice(n) };
    }
  }
  @Task({ inputs: N, outputs: N, cache: "1" })
  class Versioned {
    run({ n }: N): N {
      return { n };
    }
  }
  @Pipeline({ inputs: N, outputs: N })
  class Both {
    compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
      return flow.step(Versioned, { n: flow.step(Derived, { n }).n });
    }
  }
  const found = codeOf(compile(Both));
  assert.equal(Object.keys(found), ["derived"]);
  assert.match(found.derived!.join(), /class Derived.*class Base.*n \* 2/s);
});

code.run();
