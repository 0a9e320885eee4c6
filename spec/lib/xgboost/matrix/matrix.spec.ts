import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DMatrix, QuantileDMatrix, train } from "../../../../lib/xgboost/index.js";
import { expandRows } from "../../../../lib/xgboost/matrix/feature-values.js";

const matrices = suite("lib/xgboost/matrix");

const { NaN: missing } = Number;
const rowsOf = (matrix: DMatrix) =>
  Array.from(expandRows(matrix.values(), { from: 0, to: matrix.rows, cols: matrix.cols }));

matrices("the same values come from rows, flat arrays, columns and compressed rows", () => {
  const want = [1, missing, 3, 4];
  const shape = { rows: 2, cols: 2 };
  for (const matrix of [
    new DMatrix([
      [1, missing],
      [3, 4],
    ]),
    new DMatrix(Float64Array.of(1, missing, 3, 4), shape),
    new DMatrix(Float32Array.of(1, -9, 3, 4), { ...shape, missing: -9 }),
    new DMatrix({
      columns: [
        [1, 3],
        [null, 4],
      ],
    }),
    new DMatrix({ columns: { a: [1, 3], b: [null, 4] } }),
    new DMatrix({ indptr: [0, 1, 3], indices: [0, 1, 0], values: [1, 4, 3] }),
  ])
    assert.equal(rowsOf(matrix), want);
});

matrices("values are rounded to float32", () => {
  assert.equal(rowsOf(new DMatrix([[0.1]])), [0.10000000149011612]);
});

matrices("bins alone give back a value of the bin", () => {
  const matrix = new QuantileDMatrix([[1], [2], [missing], [5]]);
  const [first, second, third, last] = rowsOf(matrix);
  assert.ok(first! < 2);
  assert.equal([second, third, last], [2, missing, 5]);
});

matrices("a slice takes rows, labels and weights along", () => {
  const matrix = new DMatrix([[1], [2], [3]], { label: [0, 1, 0], weight: [1, 2, 3], baseMargin: [7, 8, 9] });
  const part = matrix.slice([2, 0]);
  assert.equal(rowsOf(part), [3, 1]);
  assert.equal(Array.from(part.info.weights), [3, 1]);
  assert.equal(Array.from(part.info.baseMargin), [9, 7]);
});

matrices("sparse rows grow the trees that dense rows grow", () => {
  const cols = 300;
  const rows = 400;
  const dense = new Float32Array(rows * cols).fill(missing);
  const csr = { indptr: [0], indices: [] as number[], values: [] as number[] };
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < 9; k++) {
      const column = (row * 31 + k * 37) % cols;
      dense[row * cols + column] = Math.sin(row * k + 1);
      csr.indices.push(column);
      csr.values.push(Math.sin(row * k + 1));
    }
    csr.indptr.push(csr.values.length);
  }
  const label = Float32Array.from({ length: rows }, (_, row) => Math.cos(row * 31));
  const sparse = new DMatrix(csr, { cols, label });
  assert.is(sparse.values().kind, "sparse");
  for (const tree_method of ["hist", "exact", "approx"]) {
    const parameters = { tree_method, max_depth: 4, min_child_weight: 0 };
    const one = train(parameters, sparse);
    const other = train(parameters, new DMatrix(dense, { rows, cols, label }));
    assert.equal(one.saveModel("ubj"), other.saveModel("ubj"));
    assert.equal(one.predict(sparse), other.predict(sparse));
  }
});

matrices.run();
