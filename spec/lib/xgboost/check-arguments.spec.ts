import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Booster, cv, DMatrix, train } from "../../../lib/xgboost/index.js";
import { throws } from "../../support/expect.js";

const checks = suite("lib/xgboost/check-arguments");

const rows = Array.from({ length: 12 }, (_, i) => [i, i % 5]);
const label = rows.map(([a]) => Number(a! > 5));
const matrix = new DMatrix(rows, { label });

function refused(call: () => unknown, message: RegExp): void {
  assert.match(throws(call, "XGB_PARAMETER_REFUSED").message, message);
}

// What a program without types may hand over.
const untyped = (value: unknown) => value as never;

checks("arguments of the wrong kind are refused by name", () => {
  refused(() => train({}, untyped(undefined)), /^\[XGB_PARAMETER_REFUSED] dtrain is undefined, expected a DMatrix/);
  refused(() => train(untyped(matrix), untyped({})), /dtrain is "a Object"/);
  refused(() => cv({}, untyped([[1]])), /dtrain is "a list"/);
  refused(() => train({}, matrix, { numBoostRound: 2.5 }), /numBoostRound is 2.5/);
  refused(() => cv({}, matrix, { numBoostRound: untyped("9") }), /numBoostRound is "9"/);
  refused(() => train({}, matrix, { evals: untyped([matrix]) }), /evals is "a DMatrix"/);
  refused(() => train({}, matrix, { evals: untyped(matrix) }), /evals/);
  refused(() => train({}, matrix, { evals: [[matrix, "a-b"]] }), /evals is "a-b", expected names without a hyphen/);
  refused(() => train({}, matrix, { callbacks: untyped([() => true]) }), /callbacks is "a function"/);
  refused(() => train({}, matrix).predict(untyped(rows)), /data is "a list"/);
  refused(() => train({}, matrix).saveModel(untyped("deprecated")), /format is "deprecated", expected ubj or json/);
  refused(() => Booster.load(untyped("model.json")), /bytes is "model.json"/);
  for (const data of [undefined, null, "rows", {}, [1, "2"].map(String)])
    refused(() => new DMatrix(untyped(data)), /data is .*, expected a typed array with cols/);
  assert.is(train({}, matrix, { numBoostRound: -1 }).rounds, 0);
});

checks("flat data may be of any kind of number", () => {
  const flat = rows.flat();
  const text = (data: ConstructorParameters<typeof DMatrix>[0]) =>
    Buffer.from(train({}, new DMatrix(data, { cols: 2, label })).saveModel()).toString("base64");
  const expected = text(rows);
  for (const data of [flat, Int32Array.from(flat), Uint8Array.from(flat), Float64Array.from(flat)])
    assert.is(text(data), expected);
});

checks("queries are told by sizes or by ids", () => {
  const ranked = (options: object) =>
    Buffer.from(train({ objective: "rank:ndcg" }, new DMatrix(rows, { label, ...options })).saveModel()).toString(
      "hex",
    );
  const qid = rows.map(([a]) => Math.floor(a! / 4));
  assert.is(ranked({ qid }), ranked({ group: [4, 4, 4] }));
  refused(() => ranked({ qid, group: [4, 4, 4] }), /qid/);
  throws(() => ranked({ qid: [1, 2] }), "XGB_DATA_SHAPE");
  throws(() => ranked({ qid: [...qid.slice(0, 11), 0] }), "XGB_GROUPS_SCATTERED");
});

checks.run();
