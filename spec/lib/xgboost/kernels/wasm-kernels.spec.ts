import { suite } from "uvu";
import * as assert from "uvu/assert";
import { HistogramPool } from "../../../../lib/xgboost/hist/histogram-pool.js";
import { DMatrix, train } from "../../../../lib/xgboost/index.js";
import { chooseKernels } from "../../../../lib/xgboost/kernels/choose-kernels.js";
import type { Kernels, NodeHistogram } from "../../../../lib/xgboost/kernels/kernels.js";
import { typescriptKernels } from "../../../../lib/xgboost/kernels/typescript-kernels.js";
import { WasmKernels } from "../../../../lib/xgboost/kernels/wasm-kernels.js";
import { MersenneTwister } from "../../../../lib/xgboost/random/mersenne-twister.js";
import { sketch } from "../../../../lib/xgboost/sketch/quantile-sketch.js";

const kernels = suite("lib/xgboost/kernels/wasm-kernels");

const rng = new MersenneTwister(7);
const below = (end: number) => rng.uint32() % end;
const uniform = () => rng.uint32() / 2 ** 32;
const both = (): readonly Kernels[] => [typescriptKernels, new WasmKernels()];

interface Shape {
  readonly rows: number;
  readonly cols: number;
  readonly width: number;
}
const shapes: readonly Shape[] = [
  { rows: 1, cols: 1, width: 1 },
  { rows: 97, cols: 3, width: 5 },
  { rows: 500, cols: 7, width: 255 },
  { rows: 5000, cols: 4, width: 256 },
  { rows: 300, cols: 5, width: 1000 },
  { rows: 60, cols: 2, width: 70000 },
];

function column(store: Kernels["store"], { rows, cols, width }: Shape) {
  return width < 256 ? store.bytes(rows * cols) : width < 65536 ? store.shorts(rows * cols) : store.words(rows * cols);
}

kernels("values get the same bins, missing ones and bounds included", () => {
  for (const shape of shapes) {
    const { rows, cols, width } = shape;
    const cuts = new Float32Array(cols * width).map(uniform);
    for (let feature = 0; feature < cols; feature++) cuts.subarray(feature * width, (feature + 1) * width).sort();
    const starts = Uint32Array.from({ length: cols + 1 }, (_, feature) => feature * width);
    const data = Float32Array.from({ length: rows * cols }, () => [uniform(), Number.NaN, cuts[0]!, 2][below(4)]!);
    const [a, b] = both().map((each) => {
      const out = column(each.store, shape);
      each.binValues({ data, rows, cols, cuts, starts, out });
      return Array.from(out);
    });
    assert.equal(b, a);
  }
});

kernels("nodes get the same histograms, differences, splits and partitions", () => {
  for (const shape of shapes) {
    const { rows, cols, width } = shape;
    const gap = below(2) as 0 | 1;
    const rules = { cols, gap, lambda: below(3) / 2, minChildWeight: below(3) };
    const bins = Array.from({ length: 2 * rows * cols }, () => below(width + 1));
    const gradients = Float32Array.from({ length: 4 * rows }, () => uniform() - 0.3);
    // Neighbours at first, then rows with gaps between them.
    const index = Array.from({ length: rows }, (_, row) => (row < rows / 2 ? row : 2 * row - Math.ceil(rows / 2)));
    const from = below(rows);
    const feature = below(cols);
    const sides = Uint8Array.from({ length: width + 1 }, () => below(2));
    const asked = [uniform() - 0.5, uniform() * rows, Math.fround(uniform())];
    const wanted = Uint8Array.from({ length: cols }, () => Number(below(4) > 0));
    const [a, b] = both().map((each) => {
      const { store } = each;
      const placed = column(store, { ...shape, rows: 2 * rows });
      placed.set(bins);
      const slots = store.words(cols + 1);
      slots.set(Array.from({ length: cols + 1 }, (_, k) => k * (width + 1)));
      const pairs = store.floats(4 * rows);
      pairs.set(gradients);
      const rowIndex = store.words(rows);
      rowIndex.set(index);
      const pool = new HistogramPool({ slots: slots[cols]!, cols }, store);
      const [all, part] = [0, 1].map((node) => {
        const histogram = pool.allocate(node);
        histogram.search.fill(0).set(asked);
        histogram.wanted.set(wanted);
        return histogram;
      }) as [NodeHistogram, NodeHistogram];
      const source = { bins: placed, slots, pairs, rowIndex, ...rules };
      const root = { from: 0, to: rows, built: all, rest: undefined, searchesBuilt: false, searchesRest: false };
      each.buildNodes(source, [root]);
      each.searchNodes(source, [all]);
      const built = [all.sums.join(), all.search.join()];
      each.buildNodes(source, [{ from, to: rows, built: part, rest: all, searchesBuilt: true, searchesRest: true }]);
      const rest = [all, part].flatMap(({ sums, search }) => [sums.join(), search.join()]);
      const goesLeft = store.bytes(width + 1);
      goesLeft.set(sides);
      const scratch = store.words(rows);
      const split = { bins: placed, column: feature, stride: cols, goesLeft, table: 0 };
      const lefts = each.partitionRows([{ ...split, rowIndex, from, to: rows, scratch }]);
      return [...built, ...rest, lefts.join(), rowIndex.join()];
    });
    assert.equal(b, a);
  }
});

kernels("bins are searched with the same result", () => {
  for (let run = 0; run < 300; run++) {
    const count = 1 + below(40);
    const first = below(4);
    const bins = Float64Array.from({ length: 2 * (first + count) }, (_, at) =>
      below(4) === 0 ? 0 : uniform() - (at % 2 === 0 ? 0.5 : 0),
    );
    const asked = [uniform() * 3, uniform() * count, Math.fround(uniform())];
    const rules = { cols: 2, gap: 0, lambda: below(3) / 2, minChildWeight: below(3) } as const;
    const [a, b] = both().map((each) => {
      const { store } = each;
      const slots = store.words(3);
      slots.set([0, first, first + count]);
      const node = new HistogramPool({ slots: first + count, cols: 2 }, store).allocate(0);
      node.sums.set(bins);
      node.search.fill(0).set(asked);
      node.wanted.fill(1);
      each.searchNodes({ slots, ...rules }, [node]);
      return node.search.join();
    });
    assert.is(b, a);
  }
});

kernels("trainings one after the other and inside one another give the same model in both", () => {
  const [rows, cols] = [700, 6];
  const data = Float32Array.from({ length: rows * cols }, (_, at) => (at % 13 === 0 ? Number.NaN : uniform()));
  const label = Array.from({ length: rows }, (_, row) => Number(data[row * cols + 1]! + uniform() > 1));
  const models = (["typescript", "wasm"] as const).map((which) =>
    forced(which, () => {
      const matrix = new DMatrix(data, { rows, cols, label });
      const fit = (onRound?: () => void) =>
        train({ objective: "binary:logistic", subsample: 0.8 }, matrix, onRound === undefined ? {} : { onRound });
      const inner: string[] = [];
      const outer = fit(() => inner.push(text(fit().saveModel("json"))));
      return [outer, fit()].map((booster) => text(booster.saveModel("json"))).concat(inner);
    }),
  );
  assert.equal(models[1], models[0]);
  assert.is(new Set(models[0]).size, 1);
});

kernels("losses have the same gradients, and rows the same predictions", () => {
  const [rows, cols] = [9001, 4];
  const data = Float32Array.from({ length: rows * cols }, (_, at) => (at % 17 === 0 ? Number.NaN : uniform()));
  const label = Array.from({ length: rows }, (_, row) => Number(data[row * cols + 1]! + uniform() > 1));
  const weight = Array.from({ length: rows }, uniform);
  const base = Float32Array.from({ length: rows }, () => (uniform() - 0.5) * 300);
  for (const objective of ["binary:logistic", "reg:squarederror"]) {
    for (const baseMargin of [base, undefined]) {
      const [a, b] = (["typescript", "wasm"] as const).map((which) =>
        forced(which, () => {
          const matrix = new DMatrix(data, { rows, cols, label, weight, ...(baseMargin && { baseMargin }) });
          const booster = train({ objective, scale_pos_weight: 1.7 }, matrix, { numBoostRound: 5 });
          return { file: text(booster.saveModel("json")), predictions: booster.predict(matrix) };
        }),
      );
      assert.is(b!.file, a!.file);
      assert.equal(b!.predictions, a!.predictions);
    }
  }
});

kernels("columns have the same summaries: few values, runs, wide ranges, negative zeros", () => {
  const columns: readonly ((row: number) => number)[] = [
    uniform,
    () => below(50) - 20,
    (row) => Math.floor(row / 100),
    () => (below(2) * 2 - 1) * Math.exp(uniform() * 40 - 20),
    () => below(5) * -0,
  ];
  for (const rows of [1, 2, 513, 6001, 40_000]) {
    for (const of of columns) {
      const values = Float32Array.from({ length: rows }, (_, row) => of(row));
      for (const maxBin of [2, 16, 256]) {
        const [a, b] = (["typescript", "wasm"] as const).map((which) =>
          forced(which, () => sketch({ values, weights: new Float32Array(0) }, maxBin)),
        );
        for (const part of ["value", "minRank", "maxRank", "weight"] as const)
          assert.is(Buffer.compare(bytesOf(a![part]), bytesOf(b![part])), 0);
      }
    }
  }
});

kernels("small matrices stay in TypeScript, unless asked otherwise", () => {
  forced(undefined, () => {
    assert.is(chooseKernels(100), typescriptKernels);
    assert.instance(chooseKernels(1_000_000), WasmKernels);
  });
  forced("wasm", () => assert.instance(chooseKernels(1), WasmKernels));
  forced("typescript", () => assert.is(chooseKernels(1_000_000), typescriptKernels));
});

function forced<T>(which: "wasm" | "typescript" | undefined, work: () => T): T {
  const before = process.env.FLYTEPATH_XGBOOST_KERNELS;
  if (which === undefined) delete process.env.FLYTEPATH_XGBOOST_KERNELS;
  else process.env.FLYTEPATH_XGBOOST_KERNELS = which;
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env.FLYTEPATH_XGBOOST_KERNELS;
    else process.env.FLYTEPATH_XGBOOST_KERNELS = before;
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

kernels.run();
