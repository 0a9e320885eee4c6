import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readCsv, readParquet, tableCodec, writeCsv, writeParquet } from "../../../lib/tables/index.js";
import { type Column, Duration, optionalOf, type SimpleKind } from "../../../lib/types/index.js";
import { rejects, throws } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

const tables = suite("lib/tables");

const simple = (columns: Readonly<Record<string, SimpleKind>>): readonly Column[] =>
  Object.entries(columns).map(([name, kind]) => ({ name, type: { kind } }));
const bytes = (text: string) => new TextEncoder().encode(text);

const columns: readonly Column[] = [
  ...simple({ n: "int", f: "float", s: "string", b: "bool", t: "datetime", d: "duration", x: "binary", o: "struct" }),
  { name: "l", type: { kind: "list", element: { kind: "int" } } },
  { name: "ll", type: { kind: "list", element: { kind: "list", element: { kind: "string" } } } },
  { name: "m", type: { kind: "map", value: { kind: "float" } } },
  { name: "e", type: { kind: "enum", values: ["u", "v"] } },
  { name: "opt", type: optionalOf({ kind: "int" }) },
];
const full = {
  n: 2n ** 60n,
  f: 0.1,
  s: 'ü,"\r\n ',
  b: true,
  t: new Date("2024-02-29T12:00:00.250Z"),
  d: Duration.parse("-1h0.000000001s"),
  x: new Uint8Array([0, 255]),
  o: { a: [1, 2.5, null], b: {} },
  l: [1, null, 2],
  ll: [["a", ""], []],
  m: { a: 1 },
  e: "u",
  opt: 5,
};
const odd = { ...full, n: -1, f: Number.NaN, s: "", x: new Uint8Array(), l: [], ll: [], m: {}, e: "v", opt: null };
const empty = Object.fromEntries(columns.map(({ name }) => [name, null]));
const rows = [full, odd, empty];

tables("rows come back from Parquet as they were", async () => {
  assert.equal(await readParquet(await writeParquet(rows, columns), columns), rows);
});

tables("rows come back from CSV as they were", () => {
  assert.equal(readCsv(writeCsv(rows, columns), columns), rows);
});

tables("a table without rows keeps its columns", async () => {
  assert.equal(await readParquet(await writeParquet([], columns), columns), []);
  assert.equal(readCsv(writeCsv([], columns), columns), []);
});

tables("a column of one may have missing cells in CSV", () => {
  const one = simple({ n: "int" });
  const cells = [{ n: 1 }, { n: null }, { n: 2 }, { n: null }];
  assert.equal(readCsv(writeCsv(cells, one), one), cells);
});

tables("what pandas writes is read, with and without declared columns", async () => {
  const file = readFileSync(join(repository, "spec/golden/tables/pandas.parquet"));
  const [first, second] = await readParquet(file);
  assert.equal(first, {
    n: 1,
    m: 1,
    s: "a",
    t: new Date("2024-01-02T03:04:05.123Z"),
    td: 1_000_000_000,
    o: { x: 1 },
    l: [1],
    b: new Uint8Array([97]),
    f: 0.5,
  });
  assert.is(second?.n, 2n ** 60n);
  const declared = await readParquet(file, simple({ m: "int", td: "duration", "o.x": "int", s: "string" }));
  assert.equal(declared, [
    { m: 1, td: Duration.parse("1s"), "o.x": 1, s: "a" },
    { m: null, td: Duration.parse("-1ns"), "o.x": 2, s: null },
  ]);
});

tables("a CSV without declared columns is understood as people mean it", () => {
  const text = 'n,f,b,s,code,nothing,"quoted, name"\n1,0.5,True,x,007,,1\n-2,1e3,false,,010,,x\n';
  assert.equal(readCsv(bytes(`\uFEFF${text}`)), [
    { n: 1, f: 0.5, b: true, s: "x", code: "007", nothing: null, "quoted, name": "1" },
    { n: -2, f: 1000, b: false, s: null, code: "010", nothing: null, "quoted, name": "x" },
  ]);
});

tables("line ends of every system and no line end at all are understood", () => {
  for (const text of ["a,b\r\n1,2\r\n3,4\r\n", "a,b\r1,2\r3,4", "a,b\n\n1,2\n3,4", 'a,b\n"1",2\n3,"4"']) {
    assert.equal(readCsv(bytes(text)), [
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  }
  assert.equal(readCsv(bytes("a,b\n1,")), [{ a: 1, b: null }]);
});

tables("declared columns choose, order and type what is read", () => {
  assert.equal(readCsv(bytes("a,b,c\n1,2,x\n"), simple({ b: "float", a: "string" })), [{ b: 2, a: "1" }]);
  assert.equal(readCsv(bytes("n\n3.0\n"), simple({ n: "int" })), [{ n: 3 }]);
});

const broken: readonly (readonly [why: string, text: string, code: string])[] = [
  ["nothing", "", "VALUE_TABLE_UNREADABLE"],
  ["an open quote", 'a,b\n1,"x\n', "VALUE_TABLE_UNREADABLE"],
  ["text behind a quote", 'a,b\n"1"x,2\n', "VALUE_TABLE_UNREADABLE"],
  ["a short line", "a,b\n1,2\n3\n", "VALUE_TABLE_UNREADABLE"],
  ["a long line", "a,b\n1,2,3\n", "VALUE_TABLE_UNREADABLE"],
  ["a missing column", "a\n1\n", "VALUE_TABLE_COLUMN_MISSING"],
  ["a wrong cell", "a,b\n1,2\nx,3\n", "VALUE_TYPE_MISMATCH"],
];

for (const [why, text, code] of broken) {
  tables(`a CSV with ${why} is refused`, () => {
    throws(() => readCsv(bytes(text), simple({ a: "int", b: "int" })), code);
  });
}

tables("the line of a malformed CSV and the cell of a wrong value are named", () => {
  const short = throws(() => readCsv(bytes('a,b\n"1\n2",2\n3\n')), "VALUE_TABLE_UNREADABLE");
  assert.match(short.message, /line 4 has 1 cells where the header has 2/);
  const wrong = throws(() => readCsv(bytes("a\n1\nx\n"), simple({ a: "int" })), "VALUE_TYPE_MISMATCH");
  assert.is(wrong.path, "rows[1].a");
});

tables("a CSV that is not UTF-8 is refused", () => {
  throws(() => readCsv(new Uint8Array([0x61, 0x0a, 0xff])), "VALUE_TABLE_UNREADABLE");
});

tables("a wrong cell is refused before anything is written", async () => {
  const refused = (row: object, code: string) =>
    rejects(writeParquet([{ n: 1 }, row as never], simple({ n: "int" })), code);
  assert.is((await refused({ n: 1.5 }, "VALUE_TYPE_MISMATCH")).path, "rows[1].n");
  await refused({ n: 2n ** 63n }, "VALUE_INT_OUT_OF_RANGE");
  await refused({ n: 1, other: 2 }, "VALUE_FIELD_UNKNOWN");
  await rejects(writeParquet([{ s: "\ud800" }], simple({ s: "string" })), "VALUE_TEXT_MALFORMED");
});

tables("a column that a table cannot hold is refused", async () => {
  const file: Column = { name: "f", type: { kind: "blob", format: "", dimensionality: "single" } };
  await rejects(writeParquet([], [file]), "VALUE_TABLE_COLUMN_UNSUPPORTED");
});

tables("bytes that are no Parquet are refused, however they are broken", async () => {
  const good = await writeParquet(rows, columns);
  await rejects(readParquet(new Uint8Array()), "VALUE_TABLE_UNREADABLE");
  await rejects(readParquet(bytes("a,b\n1,2\n".repeat(10))), "VALUE_TABLE_UNREADABLE");
  await rejects(readParquet(good.slice(0, good.length - 10)), "VALUE_TABLE_UNREADABLE");
  await rejects(readParquet(gzipSync(good)), "VALUE_TABLE_UNREADABLE");
  await rejects(readParquet(good, simple({ missing: "int" })), "VALUE_TABLE_COLUMN_MISSING");
  await rejects(readParquet(good, simple({ s: "int" })), "VALUE_TYPE_MISMATCH");
});

tables("a codec knows its formats and refuses others", async () => {
  const small = simple({ n: "int" });
  for (const format of tableCodec.formats) {
    const written = await tableCodec.write([{ n: 1 }], format, small);
    assert.equal(await tableCodec.read(written, format, small), [{ n: 1 }]);
  }
  await rejects(tableCodec.write([], "avro", small), "VALUE_TABLE_FORMAT_UNKNOWN");
  await rejects(tableCodec.read(new Uint8Array(), "avro", small), "VALUE_TABLE_FORMAT_UNKNOWN");
});

tables.run();
