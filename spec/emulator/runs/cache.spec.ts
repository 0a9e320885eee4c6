import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openEmulator } from "../../../emulator/index.js";
import type { ExecutorEvent } from "../../../emulator/state/index.js";
import { folderBlobs, memoryBlobs } from "../../../lib/blobs/index.js";
import { launch, watch } from "../../../lib/client/index.js";
import { CatalogCacheStatus as Status } from "../../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import { CatalogReservation_Status as Reservation } from "../../../lib/idl/gen/flyteidl/core/catalog_pb.js";
import { NodeExecution_Phase as Phase } from "../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { encodeLiteral } from "../../../lib/idl/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import type { FlowType, Literal, Literals } from "../../../lib/types/index.js";
import { type Emulated, emulatedWith, place } from "../../support/emulated.js";
import { within } from "../../support/expect.js";
import { type Body, fakeRunner } from "../../support/fake-runner.js";
import { constant, graph, int, promise, toNode, variables } from "../../support/graph.js";

const caching = suite("emulator/runs/cache");

const folder = mkdtempSync(join(tmpdir(), "flytepath-catalog-"));
caching.after(() => rmSync(folder, { recursive: true, force: true }));

function counted() {
  const seen = { runs: 0 };
  const t: Body = () => {
    seen.runs += 1;
    return 12;
  };
  return { seen, bodies: { t } };
}

function cached(type: FlowType = { kind: "int" }, cache: object = {}) {
  const declared = { inputs: variables(["a"], type), outputs: variables(["o"]) };
  return graph({
    ref: { name: "cached" },
    interface: declared,
    nodes: { n0: { task: "t", inputs: { a: promise("", "a") } } },
    tasks: { t: { ref: { name: "t" }, cache: { version: "1", ...cache }, interface: declared } },
    outputs: { o: promise("n0") },
  });
}

async function statusOf(admin: Emulated["admin"], name: string) {
  const executionId = { project: place.project, domain: place.domain, name };
  const { closure } = await admin.getNodeExecution({ id: { executionId, nodeId: "n0" } });
  const target = closure?.targetMetadata;
  assert.is(target?.case, "taskNodeMetadata");
  return target?.case === "taskNodeMetadata" ? target.value : undefined;
}

caching("outputs outlive the emulator that made them, with where they come from", async () => {
  const { seen, bodies } = counted();
  const open = () => {
    const blobs = folderBlobs(join(folder, "blobs"), { uris: "path" });
    return openEmulator({ runner: fakeRunner(bodies), blobs, database: join(folder, "emulator.db") });
  };
  const run = async (name: string) => {
    const emulator = open();
    await emulator.register(cached(), place);
    const id = await launch(emulator.backend, {
      kind: "launchPlan",
      ref: { name: "cached" },
      name,
      inputs: { a: int(4) },
    });
    const { outputs } = await within(5000, watch(emulator.backend, id));
    assert.equal(outputs, { o: int(12) });
    const metadata = await statusOf(createClient(AdminService, emulator.backend.transport), name);
    await emulator.close();
    return metadata;
  };
  assert.is((await run("first"))?.cacheStatus, Status.CACHE_POPULATED);
  const hit = await run("second");
  assert.is(hit?.cacheStatus, Status.CACHE_HIT);
  const source = hit?.catalogKey?.sourceExecution;
  assert.is(source?.case === "sourceTaskExecution" && source.value.nodeExecutionId?.executionId?.name, "first");
  assert.is(seen.runs, 1);
});

caching("outputs are found by the tag that Flyte's catalog gives to the same inputs", async () => {
  const { bodies } = counted();
  const emulated = emulatedWith(bodies);
  await within(5000, emulated.run(cached(), "tagged", { a: int(4) }));
  const { catalogKey } = (await statusOf(emulated.admin, "tagged")) ?? {};
  assert.is(catalogKey?.datasetId?.name, "flyte_task-t");
  // The object hash of {"literals":{"a":{"scalar":{"primitive":{"integer":"4"}}}}}.
  assert.is(catalogKey?.artifactTag?.name, "flyte_cached-31_3lFDET_sSY_sOyBxYh48JM_P6r7K4_fWATNDkSSo");
});

/** Whether a run finds what one with other inputs left. */
async function finds(type: FlowType, [first, second]: readonly [Literal, Literal], cache?: object): Promise<boolean> {
  const { seen, bodies } = counted();
  const emulated = emulatedWith(bodies);
  await within(5000, emulated.run(cached(type, cache), "first", { a: first }));
  await within(5000, emulated.run(cached(type, cache), "second", { a: second }));
  return seen.runs === 1;
}

caching(
  "a hash stands for its literal, also in lists; files count by their address; ignored inputs do not",
  async () => {
    const blob: FlowType = { kind: "blob", format: "", dimensionality: "single" };
    const file = (uri: string, hash?: string): Literal => ({
      kind: "blob",
      uri,
      format: "",
      dimensionality: "single",
      ...(hash === undefined ? {} : { hash }),
    });
    const list = (...items: Literal[]): Literal => ({ kind: "list", items });
    const files: FlowType = { kind: "list", element: blob };
    assert.ok(await finds(blob, [file("memory://a"), file("memory://a")]));
    assert.not.ok(await finds(blob, [file("memory://a"), file("memory://b")]));
    assert.ok(await finds(blob, [file("memory://a", "h"), file("memory://b", "h")]));
    assert.not.ok(await finds(blob, [file("memory://a", "h"), file("memory://a", "i")]));
    assert.ok(await finds(files, [list(file("memory://a", "h")), list(file("memory://b", "h"))]));
    assert.ok(await finds({ kind: "int" }, [int(1), int(2)], { ignoreInputs: ["a"] }));
  },
);

caching("outputs that are too old are not found any more, and their files go", async () => {
  const { seen, bodies } = counted();
  let now = Date.parse("2026-11-25T00:00:00Z");
  const clock = { now: () => now, sleep: async () => {} };
  const blobs = memoryBlobs();
  const emulated = emulatedWith(bodies, { blobs, clock, platform: { cache: { maxAge: "1h" } } });
  const files = async () => (await blobs.list(blobs.join("", "data", "metadata", "catalog"))).length;
  await within(5000, emulated.run(cached(), "first", { a: int(4) }));
  now += 3_600_000;
  await watch(emulated.emulator.backend, await emulated.start("cached", "second", { a: int(4) }));
  assert.is(seen.runs, 1);
  now += 1;
  await watch(emulated.emulator.backend, await emulated.start("cached", "third", { a: int(4) }));
  await watch(emulated.emulator.backend, await emulated.start("cached", "fourth", { a: int(4) }));
  assert.is(seen.runs, 2);
  assert.is(await files(), 1);
});

caching("of more outputs than are kept the oldest go", async () => {
  const { seen, bodies } = counted();
  const emulated = emulatedWith(bodies, { platform: { cache: { maxEntries: 2 } } });
  await emulated.emulator.register(cached(), place);
  for (const a of [1, 2, 3]) {
    await watch(emulated.emulator.backend, await emulated.start("cached", `run-${a}`, { a: int(a) }));
  }
  await watch(emulated.emulator.backend, await emulated.start("cached", "again-3", { a: int(3) }));
  assert.is(seen.runs, 3);
  await watch(emulated.emulator.backend, await emulated.start("cached", "again-1", { a: int(1) }));
  assert.is(seen.runs, 4);
});

caching("elements of a mapped step tell what became of their lookups", async () => {
  const { seen, bodies } = counted();
  const emulated = emulatedWith(bodies);
  const mapped = (name: string, ...values: number[]) => {
    const inputs = { a: constant({ kind: "list", items: values.map(int) }) } as const;
    const target = { kind: "array", node: toNode("n0", { task: "t", inputs }), boundInputs: [] } as const;
    return graph({ ref: { name }, nodes: { n0: { target, inputs } }, tasks: { t: { cache: { version: "1" } } } });
  };
  await within(5000, emulated.run(mapped("one", 1, 2), "one"));
  await within(5000, emulated.run(mapped("two", 1, 2, 3), "two"));
  assert.is(seen.runs, 3);
  const executionId = { project: place.project, domain: place.domain, name: "two" };
  const nodeExecutionId = { executionId, nodeId: "n0" };
  const { taskExecutions } = await emulated.admin.listTaskExecutions({ nodeExecutionId, limit: 5 });
  const resources = taskExecutions[0]?.closure?.metadata?.externalResources ?? [];
  assert.equal(
    resources.map(({ cacheStatus }) => Status[cacheStatus]),
    ["CACHE_HIT", "CACHE_HIT", "CACHE_POPULATED"],
  );
});

caching("serialised work is done once, and says when it has its reservation and has given it back", async () => {
  const events: ExecutorEvent[] = [];
  let resolve = () => {};
  const open = new Promise<void>((done) => {
    resolve = done;
  });
  let runs = 0;
  const t: Body = async () => {
    runs += 1;
    await open;
    return 12;
  };
  const emulated = emulatedWith({ t }, { onEvent: (event) => events.push(event) });
  await emulated.emulator.register(cached({ kind: "int" }, { serialize: true }), place);
  const inputs: Literals = { a: int(4) };
  const ids = [await emulated.start("cached", "one", inputs), await emulated.start("cached", "two", inputs)];
  const queued = () => events.filter((event) => nodeOf(event)?.phase === 1).length;
  while (queued() < 2) await new Promise((next) => setImmediate(next));
  resolve();
  const ends = await within(5000, Promise.all(ids.map((id) => watch(emulated.emulator.backend, id))));
  assert.equal([runs, ...ends.map(({ phase }) => phase)], [1, "SUCCEEDED", "SUCCEEDED"]);
  // Who waits for the other is QUEUED, and its executor says nothing more of it.
  assert.equal(events.flatMap(cacheOf), [
    ["RUNNING", "CACHE_DISABLED", "RESERVATION_ACQUIRED"],
    ["SUCCEEDED", "CACHE_POPULATED", "RESERVATION_RELEASED"],
    ["SUCCEEDED", "CACHE_HIT", "RESERVATION_DISABLED"],
  ]);
});

caching(
  "serialised work that fails has its reservation until then, and work that is done anew asks for none",
  async () => {
    const failed: ExecutorEvent[] = [];
    const t: Body = () => {
      throw new Error("no");
    };
    const dag = cached({ kind: "int" }, { serialize: true });
    const failing = emulatedWith({ t }, { onEvent: (event) => failed.push(event) });
    await within(5000, failing.run(dag, "bad", { a: int(4) }));
    assert.equal(failed.flatMap(cacheOf).at(-1), ["FAILED", "CACHE_DISABLED", "RESERVATION_ACQUIRED"]);

    const events: ExecutorEvent[] = [];
    const anew = emulatedWith({ t: () => 1 }, { onEvent: (event) => events.push(event) });
    await anew.emulator.register(dag, place);
    const launchPlan = { resourceType: 3, ...place, name: "cached" };
    const request = { ...place, name: "anew", spec: { launchPlan, overwriteCache: true } };
    await anew.admin.createExecution({ ...request, inputs: { literals: { a: encodeLiteral(int(4)) } } });
    await within(5000, watch(anew.emulator.backend, { ...place, name: "anew" }));
    assert.equal(events.flatMap(cacheOf), [
      ["RUNNING", "CACHE_SKIPPED", "RESERVATION_DISABLED"],
      ["SUCCEEDED", "CACHE_POPULATED", "RESERVATION_RELEASED"],
    ]);
  },
);

caching.run();

function nodeOf(event: ExecutorEvent) {
  return event.$typeName === "flyteidl.event.NodeExecutionEvent" && event.id?.nodeId === "n0" ? event : undefined;
}

function cacheOf(event: ExecutorEvent): readonly (readonly [string?, string?, string?])[] {
  const node = nodeOf(event);
  if (node?.targetMetadata.case !== "taskNodeMetadata") return [];
  const { cacheStatus, reservationStatus } = node.targetMetadata.value;
  return [[Phase[node.phase], Status[cacheStatus], Reservation[reservationStatus]]];
}
