import { suite } from "uvu";
import * as assert from "uvu/assert";
import { expf, expm1f, hypotf, lgammaf, log1pf, logf, tanhf } from "../../../../lib/xgboost/libm/index.js";
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

libm("expm1f keeps small and large arguments apart", () => {
  assert.is(expm1f(1e-10), 1e-10);
  assert.is(expm1f(-40), -1);
  assert.is(expm1f(1), 1.7182817459106445);
});

libm.run();
