import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator, openEmulator } from "../../emulator/index.js";
import { folderBlobs } from "../../lib/blobs/index.js";
import { LiteralMapSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeLiterals } from "../../lib/idl/index.js";
import { goldenLines } from "../support/golden.js";
import { int } from "../support/graph.js";
import { type Replayed, replay, type Step } from "../support/replay.js";

const recorded = suite("emulator/recorded");

const literals = (values: Parameters<typeof encodeLiterals>[0]) =>
  toBinary(LiteralMapSchema, create(LiteralMapSchema, encodeLiterals(values)));
const contents = [
  Buffer.from("hello conformance"),
  Buffer.from("<html>deck</html>"),
  literals({ a: int(3) }),
  literals({ o0: int(4) }),
  literals({ o0: int(4), o1: { kind: "list", items: [int(1), int(2)] } }),
];
const uploads = new Map(contents.map((bytes) => [createHash("md5").update(bytes).digest("base64"), bytes]));

// Steps that are answered otherwise, and why; emulator/README.md tells what it means for users.
const onPurpose: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "02-tasks": {
    "limit over the platform": "no limits of a cluster",
    "request over the platform": "no limits of a cluster",
    "GPU over the platform": "no limits of a cluster",
    "ephemeral storage over the platform": "no limits of a cluster",
    "pod container over the platform": "no limits of a cluster",
    "list by type": "shows the task that has no limits of a cluster",
    "ids sorted by version": "INVALID_ARGUMENT in place of UNKNOWN from a database",
    "ids sorted by created_at": "INVALID_ARGUMENT in place of UNKNOWN from a database",
  },
  "05-lists": {
    "eq with two values": "INVALID_ARGUMENT in place of UNKNOWN from a database",
    "string on a number column": "INVALID_ARGUMENT in place of UNKNOWN from a database",
    "launch plans by state of letters": "INVALID_ARGUMENT in place of UNKNOWN from a database",
    "created_at not a time": "words of Postgres are no times",
    "executions value_in(admin_tag.name,odd;extra)": "a run is listed once, however many of its tags fit",
  },
  "06-attributes": {
    "project set of a plugin override": "works, where FlyteAdmin fails by mistake",
    "project get plugin override": "works, where FlyteAdmin fails by mistake",
    "long description": "INVALID_ARGUMENT in place of UNKNOWN from a database",
  },
  "07-data-proxy": {
    "root with dots": "nothing is written outside the folder of a project",
    "filename with spaces and unicode": "the storage in memory writes names as they are",
    "expires in 0 s": "INVALID_ARGUMENT in place of INTERNAL",
    "expires before now": "INVALID_ARGUMENT in place of INTERNAL",
    "download location without url": "INVALID_ARGUMENT in place of INTERNAL",
    "download location bad url": "INVALID_ARGUMENT in place of INTERNAL",
  },
  "08-executions": {
    "the refused run changed the inputs of the first": "a refused run changes nothing",
    "relaunch of the overwritten one": "a refused run changes nothing",
    "execution cluster label: get": "labels of clusters are kept and have no effect",
    "metrics of a new execution": "GetExecutionMetrics is not offered",
    "metrics absent": "GetExecutionMetrics is not offered",
  },
  "09-events": {
    "ok: metrics": "GetExecutionMetrics is not offered",
    "ok: metrics depth 0": "GetExecutionMetrics is not offered",
    "ok: metrics depth 1": "GetExecutionMetrics is not offered",
    "fail: metrics": "GetExecutionMetrics is not offered",
    "tree: metrics": "GetExecutionMetrics is not offered",
    "lp: metrics of the parent": "GetExecutionMetrics is not offered",
    "dynamic: metrics": "GetExecutionMetrics is not offered",
  },
};

// Errors with the recorded code and another text: the words are those of Go's printing of its own structures.
const otherWords: Readonly<Record<string, readonly string[]>> = {
  "02-tasks": ["other image, same id", "other interface, same id"],
  "03-workflows": [
    "chain changed",
    "chain node order swapped",
    "chain node name changed",
    "attribute path on an untyped struct",
  ],
  "04-launch-plans": ["changed, same id", "launch conditions"],
  "06-attributes": ["project set without project"],
  "07-data-proxy": ["expires in 1 h and a second", "download location of 2 h"],
  "08-executions": ["primitive without value", "many: blob without format"],
  "10-signals": ["set without value"],
};

const cases = [
  "01-projects",
  "02-tasks",
  "03-workflows",
  "04-launch-plans",
  "05-lists",
  "06-attributes",
  "07-data-proxy",
  "08-executions",
  "09-events",
  "10-signals",
];

const folder = mkdtempSync(join(tmpdir(), "flytepath-recorded-"));
recorded.after(() => rmSync(folder, { recursive: true, force: true }));

const storages = {
  memory: () => ({ emulator: createEmulator({ executor: "external" }), bucket: "memory://data" }),
  folder(name: string) {
    const blobs = folderBlobs(join(folder, name), { uris: "path" });
    const database = join(folder, name, "emulator.db");
    return { emulator: openEmulator({ executor: "external", database, blobs }), bucket: join(folder, name, "data") };
  },
};

for (const [name, storage] of cases.flatMap((each) => [[each, "memory"] as const, [each, "folder"] as const])) {
  recorded(`${name} is answered as FlyteAdmin answered it, with state in a ${storage}`, async () => {
    const { emulator, bucket } = storages[storage](name);
    const { url } = await emulator.listen({ port: 0 });
    const steps = goldenLines<Step>(`flyteadmin/${name}.jsonl`);
    const transport = createGrpcTransport({ baseUrl: url });
    const results = await replay(steps, { transport, bucket, uploads });
    await emulator.close();
    const differing = results.filter(({ same }) => !same);
    const unexpected = differing.filter(({ step }) => onPurpose[name]?.[step] === undefined);
    assert.equal(unexpected.map(said), [], "steps that are answered otherwise");
    const known = differing.map(({ step }) => step).sort();
    assert.equal(known, Object.keys(onPurpose[name] ?? {}).sort(), "steps that differ on purpose");
    const reworded = results.filter(({ same, sameText }) => same && !sameText).map(({ step }) => step);
    assert.equal(reworded, otherWords[name] ?? [], "errors in other words");
    assert.ok(results.length > 50);
  });
}

function said({ step, wanted, got }: Replayed): string {
  return `${step}: expected ${wanted}, got ${got}`;
}

recorded.run();
