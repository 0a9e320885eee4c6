import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  erf,
  exp,
  expf,
  expm1f,
  hypotf,
  lgammaf,
  log,
  log1pf,
  log2,
  logf,
  tanhf,
} from "../../../../lib/xgboost/libm/index.js";
import { type GoldenArray, goldenCase, goldenNumbers } from "../../../support/golden-xgboost.js";

const libm = suite("lib/xgboost/libm");

interface Table {
  readonly in: readonly GoldenArray[];
  readonly expected: { readonly out: GoldenArray };
}

const functions: Readonly<Record<string, (...x: number[]) => number>> = {
  expf: (x) => expf(x!),
  logf: (x) => logf(x!),
  log1pf: (x) => log1pf(x!),
  tanhf: (x) => tanhf(x!),
  hypotf: (x, y) => hypotf(x!, y!),
  lgammaf: (x) => lgammaf(x!),
  exp: (x) => exp(x!),
  log: (x) => log(x!),
  erf: (x) => erf(x!),
};

for (const [name, call] of Object.entries(functions)) {
  libm(`${name} gives the C library's bits`, () => {
    const table = goldenCase<Table>(`table-${name}`);
    const inputs = table.in.map((array) => goldenNumbers(array, { bits: true }));
    const want = goldenNumbers(table.expected.out, { bits: true });
    const wrong = want.flatMap((out, i) => {
      const input = inputs.map((values) => values[i]!);
      const got = call(...input);
      return Object.is(got, out) ? [] : [{ input, out, got }];
    });
    assert.equal(wrong, []);
  });
}

libm("arguments without an answer give NaN or infinities", () => {
  assert.equal(
    [expf(Number.NaN), logf(-1), log1pf(-2), lgammaf(-1), tanhf(Number.NaN), expm1f(Number.NaN)].map(String),
    ["NaN", "NaN", "NaN", "NaN", "NaN", "NaN"],
  );
  assert.equal(
    [expf(89), logf(0), log1pf(-1), lgammaf(0), expm1f(90)],
    [Infinity, -Infinity, -Infinity, Infinity, Infinity],
  );
});

libm("expf near the middle of two floats, for an entry of its table", () => {
  assert.is(expf(0.12723475694656372), 1.135683536529541);
  assert.equal([expf(32.564632415771484), expf(-63.09946060180664)], [138880149880832, 3.946866735154823e-28]);
  assert.is(lgammaf(0.7316015362739563), 0.22369492053985596);
});

libm("expm1f keeps small and large arguments apart", () => {
  assert.is(expm1f(1e-10), 1e-10);
  assert.is(expm1f(-40), -1);
  assert.is(expm1f(1), 1.7182817459106445);
  assert.is(expm1f(88.72168731689453), 3.3989065274426314e38);
});

libm("exp reaches both ends of the doubles", () => {
  assert.equal([exp(710), exp(-746), exp(0), exp(-Infinity)], [Infinity, 0, 1, 0]);
  assert.equal([exp(709.7), exp(-744.5), exp(-708.6)], [1.6549840276802644e308, 5e-324, 1.8152235753944647e-308]);
});

libm("logarithms of what has none, and of the smallest number", () => {
  assert.equal([log(0), log(1), log(Infinity), log2(0), log2(1), log2(8)], [-Infinity, 0, Infinity, -Infinity, 0, 3]);
  assert.ok(Number.isNaN(log(-1)) && Number.isNaN(log2(-1)));
  assert.equal([log2(5e-324), log2(1.5e-323), log2(2 ** -1030)], [-1074, -1072.415037499279, -1030]);
  assert.is(log(5e-324), -744.4400719213812);
});

libm("log2 differs from Math.log2 where the C library does", () => {
  assert.equal([log2(1375), log2(1621), log2(0.97)], [10.425215903299383, 10.662668375517542, -0.043943347587597055]);
});

libm.run();
