import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CacheEntry, memoryCache, type OutputCache } from "../../../lib/engine/index.js";
import type { FlowType, Literal } from "../../../lib/types/index.js";
import { turns } from "../../support/fake-clock.js";
import { type Body, play, type Ran } from "../../support/fake-runner.js";
import { constant, type DagParts, graph, int, toNode, variables } from "../../support/graph.js";

const caching = suite("lib/engine/cache");

const rule = { version: "1" };

// One step `t` with the input `a`; counts how often its body runs.
function step(literal: Literal, type: FlowType = { kind: "int" }, more: object = {}) {
  const task = { cache: rule, interface: { inputs: variables(["a"], type), outputs: variables(["o"]) }, ...more };
  return graph({ nodes: { t: { inputs: { a: constant(literal) } } }, tasks: { t: task } });
}

function counted(body: Body = () => 1) {
  const seen = { runs: 0 };
  const t: Body = (...given) => {
    seen.runs += 1;
    return body(...given);
  };
  return { seen, bodies: { t, u: t } };
}

function statuses({ events }: Ran) {
  return events.flatMap((event) => (event.kind !== "run" && event.cache !== undefined ? [event.cache] : []));
}

/** Whether the second of two steps finds what the first left. */
async function finds(first: ReturnType<typeof step>, second: ReturnType<typeof step>, options = {}): Promise<boolean> {
  const cache = memoryCache();
  const { seen, bodies } = counted();
  await play(first, bodies, { cache, ...options });
  await play(second, bodies, { cache, ...options });
  return seen.runs === 1;
}

caching("the key follows inputs, interface and version, and nothing else", async () => {
  assert.ok(await finds(step(int(1)), step(int(1))));
  assert.not.ok(await finds(step(int(1)), step(int(2))));
  assert.not.ok(await finds(step(int(1)), step(int(1), undefined, { cache: { version: "2" } })));
  assert.not.ok(await finds(step(int(1)), step(int(1), undefined, { ref: { name: "u" } })));
  assert.ok(await finds(step(int(1)), step(int(1), undefined, { retries: 5, description: "other words" })));
  assert.ok(await finds(step(int(1)), step(int(1), undefined, { ref: { name: "t", version: "v2" } })));
  const wide = {
    interface: {
      inputs: variables(["a"]),
      outputs: { o: { type: { kind: "union", variants: [{ kind: "int" }, { kind: "none" }] } } },
    },
  };
  assert.not.ok(await finds(step(int(1)), step(int(1), undefined, wide)));
});

caching("an ignored input may change", async () => {
  const more = { cache: { version: "1", ignoreInputs: ["a"] } };
  assert.ok(await finds(step(int(1), undefined, more), step(int(2), undefined, more)));
});

caching("a literal's own hash stands for it", async () => {
  assert.ok(await finds(step({ ...int(1), hash: "h" }), step({ ...int(2), hash: "h" })));
});

caching("files count by their content where it can be told, else by their uri", async () => {
  const file = (uri: string): Literal => ({ kind: "blob", uri, format: "", dimensionality: "single" });
  const type: FlowType = { kind: "blob", format: "", dimensionality: "single" };
  const list: FlowType = { kind: "list", element: type };
  const inList = (uri: string): Literal => ({ kind: "list", items: [file(uri)] });
  const digestFile = async (uri: string) => uri.slice(-1);
  assert.not.ok(await finds(step(file("a/1"), type), step(file("b/1"), type)));
  assert.ok(await finds(step(file("a/1"), type), step(file("b/1"), type), { digestFile }));
  assert.ok(await finds(step(inList("a/1"), list), step(inList("b/1"), list), { digestFile }));
  assert.not.ok(await finds(step(file("a/1"), type), step(file("a/2"), type), { digestFile }));
});

caching("files inside objects count by their content, too", async () => {
  const blob: FlowType = { kind: "blob", format: "", dimensionality: "single" };
  const files: FlowType = { kind: "list", element: blob };
  const type: FlowType = { kind: "struct", structure: { fields: { name: { kind: "string" }, files } } };
  const object = (name: string, uri: string): Literal => ({ kind: "struct", value: { name, files: [{ path: uri }] } });
  const digestFile = async (uri: string) => uri.slice(-1);
  assert.ok(await finds(step(object("x", "a/1"), type), step(object("x", "b/1"), type), { digestFile }));
  assert.not.ok(await finds(step(object("x", "a/1"), type), step(object("x", "b/2"), type), { digestFile }));
  assert.not.ok(await finds(step(object("x", "a/1"), type), step(object("y", "a/1"), type), { digestFile }));
});

caching("without outputs, or without a rule, nothing is kept", async () => {
  const nothing = { interface: { inputs: variables(["a"]), outputs: {} } };
  assert.not.ok(await finds(step(int(1), undefined, nothing), step(int(1), undefined, nothing)));
  assert.not.ok(
    await finds(step(int(1), undefined, { cache: undefined }), step(int(1), undefined, { cache: undefined })),
  );
});

caching("a failure is not kept", async () => {
  const cache = memoryCache();
  const { seen, bodies } = counted(() => {
    throw new Error("it broke");
  });
  const ran = await play(step(int(1)), bodies, { cache });
  await play(step(int(1)), bodies, { cache });
  assert.is(seen.runs, 2);
  assert.equal(statuses(ran), ["MISS"]);
});

caching("identical work waits for the first where the task says so, also across runs", async () => {
  const cache = memoryCache();
  const { seen, bodies } = counted(async () => {
    await turns();
    return 1;
  });
  const dag = step(int(1), undefined, { cache: { version: "1", serialize: true } });
  const two: DagParts["nodes"] = {
    first: { task: "t", inputs: { a: constant(int(1)) } },
    second: { task: "t", inputs: { a: constant(int(1)) } },
  };
  const together = graph({ nodes: two, tasks: dag.tasks });
  const [ran] = await Promise.all([play(together, bodies, { cache }), play(dag, bodies, { cache })]);
  assert.is(seen.runs, 1);
  assert.equal(statuses(ran), ["POPULATED", "HIT"]);
});

caching("what somebody else has made between the look and the reservation is taken", async () => {
  const dag = step(int(1), undefined, { cache: { version: "1", serialize: true } });
  const elsewhere = memoryCache();
  await play(dag, { t: () => 1 }, { cache: elsewhere });
  let isMade = false;
  const shared: OutputCache = {
    get: (key) => (isMade ? elsewhere.get(key) : undefined),
    put: () => {},
    async reserve() {
      isMade = true;
      return { waited: false, release() {} };
    },
  };
  const { seen, bodies } = counted();
  assert.equal(statuses(await play(dag, bodies, { cache: shared })), ["HIT"]);
  assert.is(seen.runs, 0);
});

caching("when the first fails, the next one waiting takes its place", async () => {
  const cache = memoryCache();
  const dag = step(int(1), undefined, { cache: { version: "1", serialize: true } });
  let runs = 0;
  const t: Body = async () => {
    runs += 1;
    await turns();
    if (runs === 1) throw new Error("it broke");
    return 1;
  };
  const [first, second] = await Promise.all([play(dag, { t }, { cache }), play(dag, { t }, { cache })]);
  assert.equal([first.phase, second.phase, runs], ["FAILED", "SUCCEEDED", 2]);
});

caching("a cache that fails costs time and not the run", async () => {
  const broken = (more: Partial<OutputCache>): OutputCache => ({ get: () => undefined, put: () => {}, ...more });
  const fails = () => {
    throw new Error("disk full");
  };
  const { bodies } = counted();
  const put = await play(step(int(1)), bodies, { cache: broken({ put: fails }) });
  assert.equal([put.phase, ...statuses(put)], ["SUCCEEDED", "PUT_FAILURE"]);
  const get = await play(step(int(1)), bodies, { cache: broken({ get: fails, put: fails }) });
  assert.equal([get.phase, ...statuses(get)], ["SUCCEEDED", "PUT_FAILURE"]);
  const unreadable = step(
    { kind: "blob", uri: "gone", format: "", dimensionality: "single" },
    { kind: "blob", format: "", dimensionality: "single" },
  );
  const digest = await play(unreadable, bodies, { cache: memoryCache(), digestFile: async () => fails() });
  assert.equal([digest.phase, ...statuses(digest)], ["SUCCEEDED", "LOOKUP_FAILURE"]);
});

caching("outputs that no longer fit the task are made anew", async () => {
  const entry = {
    outputs: { o: { kind: "bool", value: true } },
    task: "t",
    run: "r",
    node: "n",
    at: 0,
    parts: {},
  } as const;
  const { seen, bodies } = counted();
  const ran = await play(step(int(1)), bodies, { cache: { get: () => entry, put: () => {} } });
  assert.equal([ran.phase, seen.runs], ["SUCCEEDED", 1]);
});

caching("each element of a mapped step is kept for itself", async () => {
  const cache = memoryCache();
  const { seen, bodies } = counted();
  const mapped = (...values: number[]) => {
    const inputs = { a: constant({ kind: "list", items: values.map(int) }) } as const;
    const target = { kind: "array", node: toNode("e", { task: "t", inputs }), boundInputs: [] } as const;
    return graph({ nodes: { n0: { target, inputs } }, tasks: { t: { cache: rule } } });
  };
  await play(mapped(1, 2), bodies, { cache });
  const ran = await play(mapped(1, 2, 3), bodies, { cache });
  assert.is(seen.runs, 3);
  assert.equal(statuses(ran).sort(), ["HIT", "HIT", "POPULATED"]);
});

caching("an entry tells what its key was made of", async () => {
  const entries: CacheEntry[] = [];
  const cache: OutputCache = {
    get: () => undefined,
    put: (_, entry) => {
      entries.push(entry);
    },
  };
  await play(step(int(1)), counted().bodies, { cache });
  assert.equal(Object.keys(entries[0]!.parts), ["task", "version", "interface", "inputs.a"]);
  assert.is(entries[0]!.parts.version, "1");
});

caching.run();
