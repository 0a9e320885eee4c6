import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  bindFiles,
  deliverFiles,
  type FileAccess,
  type FlowType,
  FlyteDirectory,
  FlyteFile,
  optionalOf,
  StructuredDataset,
  toLiteral,
  toValue,
} from "../../../lib/types/index.js";
import { rejects, throws } from "../../support/expect.js";

const files = suite("lib/types/files");

class Model {
  file!: FlyteFile;
  parts: unknown[] = [];
  score = 0.5;
}

function storage(): FileAccess & { readonly held: Map<string, Uint8Array> } {
  const held = new Map<string, Uint8Array>();
  return {
    held,
    async read(uri) {
      return held.get(uri) ?? Buffer.from("");
    },
    async list(prefix) {
      return [...held.keys()].filter((uri) => uri.startsWith(`${prefix}/`));
    },
    async write(name, bytes) {
      held.set(`s3://run/${name}`, bytes);
      return `s3://run/${name}`;
    },
    root: "/mine/",
    tables: {
      formats: ["parquet", "csv"],
      read: async (bytes) => JSON.parse(Buffer.from(bytes).toString()) as [],
      write: async (rows) => Buffer.from(JSON.stringify(rows)),
    },
  };
}

files("files in memory are written and come back with final addresses, the rest stays as it is", async () => {
  const access = storage();
  const model = new Model();
  const known = new FlyteFile("s3://else/x");
  model.file = FlyteFile.fromBytes("weights", { name: "model.json", format: "json" });
  model.parts = [FlyteFile.fromBytes("a"), known, [FlyteFile.fromBytes("b")]];
  const delivered = (await deliverFiles(model, access)) as Model;
  assert.instance(delivered, Model);
  assert.is(delivered.file.uri, "s3://run/file/model.json");
  assert.is(delivered.file.format, "json");
  assert.is(delivered.score, 0.5);
  assert.is(delivered.parts[1], known);
  assert.is(await delivered.file.text(), "weights");
  assert.equal([...access.held.keys()].sort(), [
    "s3://run/file/model.json",
    "s3://run/parts/0/file",
    "s3://run/parts/2/0/file",
  ]);
  assert.is(model.file.uri, "", "the given value is not changed");
});

files("a value without files is given back itself", async () => {
  const value = { a: [1, "x", new Date(0)], b: new Uint8Array(3) };
  assert.is(await deliverFiles(value, storage()), value);
});

files("keys that look alike as names do not share a file", async () => {
  const access = storage();
  await deliverFiles(
    { "a b": FlyteFile.fromBytes("1"), a_b: FlyteFile.fromBytes("2"), "..": FlyteFile.fromBytes("3") },
    access,
  );
  assert.is(access.held.size, 3);
  assert.not.ok([...access.held.keys()].some((uri) => uri.includes("..") && uri.includes("/../")));
});

files("a value that holds itself is delivered as such", async () => {
  const loop: Record<string, unknown> = { file: FlyteFile.fromBytes("x") };
  loop.self = loop;
  const delivered = (await deliverFiles(loop, storage())) as Record<string, unknown>;
  assert.is(delivered.self, delivered);
});

files("a directory is written file by file, an empty one too", async () => {
  const access = storage();
  const directory = FlyteDirectory.fromFiles({ "a.csv": "1", "2024/b.csv": "2" });
  const delivered = (await deliverFiles({ out: directory }, access)) as { out: FlyteDirectory };
  assert.is(delivered.out.uri, "s3://run/out/files");
  assert.equal(await delivered.out.list(), ["2024/b.csv", "a.csv"]);
  assert.is(await delivered.out.file("2024/b.csv").text(), "2");
  const empty = (await deliverFiles(FlyteDirectory.fromFiles({}), access)) as FlyteDirectory;
  assert.equal(await empty.list(), []);
});

files("a table is written as flytekit lays it and read through the same storage", async () => {
  const access = storage();
  const rows = [
    { n: 1, s: "x" },
    { n: 2, s: null },
  ];
  const delivered = (await deliverFiles({ t: StructuredDataset.fromRows(rows) }, access)) as { t: StructuredDataset };
  assert.equal([...access.held.keys()], ["s3://run/t/table/00000"]);
  assert.is(delivered.t.uri, "s3://run/t/table");
  assert.equal(delivered.t.columns, [
    { name: "n", type: { kind: "int" } },
    { name: "s", type: { kind: "string" } },
  ]);
  assert.equal(await delivered.t.rows(), rows);
  const csv = (await deliverFiles(StructuredDataset.fromRows(rows, { format: "csv" }), access)) as StructuredDataset;
  assert.is(csv.uri, "s3://run/table");
  assert.ok(access.held.has("s3://run/table/.csv"));
});

files("columns are the declared ones, else those that the rows show", async () => {
  const rows = [
    { a: 1, b: 1 },
    { a: 2, b: null },
  ];
  const kinds = async (type?: FlowType) => {
    const options = type === undefined ? {} : { type };
    const delivered = await deliverFiles({ t: [StructuredDataset.fromRows(rows)] }, storage(), options);
    const [table] = (delivered as { t: StructuredDataset[] }).t;
    return table!.columns.map(({ type: { kind } }) => kind);
  };
  assert.equal(await kinds(), ["int", "int"]);
  const declared: FlowType = {
    kind: "structuredDataset",
    columns: [
      { name: "a", type: { kind: "float" } },
      { name: "b", type: { kind: "string" } },
    ],
    format: "csv",
  };
  const type: FlowType = {
    kind: "struct",
    structure: { fields: { t: { kind: "list", element: optionalOf(declared) } } },
  };
  assert.equal(await kinds(type), ["float", "string"]);
  const given = StructuredDataset.fromRows(rows, { columns: { a: "int", b: "int" } });
  const error = throws(
    () => toLiteral(new StructuredDataset("s3://b/t", given), declared, "Load.outputs.t"),
    "VALUE_TYPE_MISMATCH",
  );
  assert.is(error.plainMessage, "expected csv table of a: float, b: string, got table of a: int, b: int");
});

files("rows whose columns are not clear ask for a declaration", async () => {
  for (const rows of [[{ a: 1 }, { a: "x" }], [{ a: null }], [{ a: {} }]]) {
    const error = await rejects(deliverFiles(StructuredDataset.fromRows(rows), storage()), "VALUE_TYPE_MISMATCH");
    assert.match(error.hint ?? "", /columns: \{ a: "string" \}/);
  }
});

files("a table of a format that nobody here writes is refused", async () => {
  const odd = StructuredDataset.fromRows([{ a: 1 }], { format: "avro" });
  assert.match((await rejects(deliverFiles(odd, storage()), "VALUE_TABLE_FORMAT_UNKNOWN")).message, /parquet, csv/);
  const read = new StructuredDataset("s3://run/x", { format: "avro" });
  bindFiles(read, storage());
  await rejects(read.rows(), "VALUE_TABLE_FORMAT_UNKNOWN");
});

files("a file on this machine is read where it is, and copied into the storage when it is given on", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flytepath-files-"));
  try {
    const path = join(folder, "a ü.csv");
    await writeFile(path, "x,y");
    const access = storage();
    for (const uri of [path, pathToFileURL(path).href]) {
      const file = new FlyteFile(uri);
      assert.is(await file.text(), "x,y");
      assert.is(await file.download(), path);
      assert.is(await readFile(await file.download(join(folder, "copy")), "utf8"), "x,y");
      const delivered = (await deliverFiles(file, access)) as FlyteFile;
      assert.is(delivered.uri, "s3://run/a ü.csv");
    }
    const directory = new FlyteDirectory(folder);
    assert.equal(await directory.list(), ["a ü.csv", "copy/a ü.csv"]);
    assert.is(await directory.file("a ü.csv").text(), "x,y");
    assert.is(await directory.download(), folder);
  } finally {
    await rm(folder, { recursive: true });
  }
});

files("what came in, or lies in the storage already, is passed on as it is", async () => {
  const received = toValue({ kind: "blob", uri: "/there/x", format: "", dimensionality: "single" });
  assert.is(await deliverFiles(received, storage()), received);
  const own = new FlyteFile("/mine/x");
  assert.is(await deliverFiles(own, storage()), own);
});

files("a download carries the content and the name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flytepath-files-"));
  try {
    const path = await FlyteFile.fromBytes("x", { name: "model.json" }).download(folder);
    assert.is(path, join(folder, "model.json"));
    const remote = new FlyteFile("s3://run/deep/k.bin?version=1");
    bindFiles({ inner: [remote] }, storage());
    assert.is(await remote.download(folder), join(folder, "k.bin"));
    const tree = await FlyteDirectory.fromFiles({ "a/b": "x" }).download(join(folder, "tree"));
    assert.is(await readFile(join(tree, "a", "b"), "utf8"), "x");
  } finally {
    await rm(folder, { recursive: true });
  }
});

files("nothing is written outside the folder that was asked for", async () => {
  for (const name of ["../x", "a/../../x", "/etc/x", "a//b", "", ".", "a\\..\\b"]) {
    throws(() => FlyteDirectory.fromFiles({ [name]: "x" }), "BLOB_NAME_REFUSED");
    throws(() => new FlyteDirectory("s3://b/d").file(name), "BLOB_NAME_REFUSED");
    throws(() => FlyteFile.fromBytes("x", { name }), "BLOB_NAME_REFUSED");
  }
  const hostile = new FlyteDirectory("s3://b/d");
  bindFiles(hostile, { ...storage(), list: async () => ["s3://b/d/../../etc/x"] });
  await rejects(hostile.download(), "BLOB_NAME_REFUSED");
});

files("a file that nothing reaches says so", async () => {
  await rejects(new FlyteFile("s3://b/k").bytes(), "VALUE_FILE_OUTSIDE_RUN");
  await rejects(new StructuredDataset("s3://b/t").rows(), "VALUE_FILE_OUTSIDE_RUN");
  await rejects(new FlyteFile("/no/such/file").bytes(), "BLOB_NOT_FOUND");
  await rejects(deliverFiles(new FlyteFile("/no/such/file"), storage()), "BLOB_NOT_FOUND");
});

files("an address that came in stays as it is", () => {
  const literal = { kind: "blob", uri: "there/x.csv", format: "csv", dimensionality: "single" } as const;
  assert.equal(toLiteral(toValue(literal), literal), literal);
});

files("a file of this machine may stand in a literal, as an absolute path", () => {
  const literal = toLiteral(new FlyteFile("x.csv"), { kind: "blob", format: "csv", dimensionality: "single" });
  assert.equal(literal, { kind: "blob", uri: join(process.cwd(), "x.csv"), format: "csv", dimensionality: "single" });
});

files.run();
