import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DMatrix, type MatrixOptions, QuantileDMatrix, RandomState } from "../../lib/xgboost/index.js";
import type { GoldenArray } from "./golden-xgboost.js";
import { repository } from "./sources.js";

/** Bytes of a recorded file, or only their hash. */
export interface GoldenBlob {
  readonly bytes: number;
  readonly sha256: string;
  readonly file?: string;
}

/** A recorded matrix. */
export interface GoldenData {
  readonly rows: number;
  readonly cols: number;
  readonly x?: GoldenArray;
  readonly csr?: { readonly indptr: GoldenArray; readonly indices: GoldenArray; readonly values: GoldenArray };
  readonly generated?: { readonly seed: number };
  readonly label?: GoldenArray;
  readonly weight?: GoldenArray;
  readonly base_margin?: GoldenArray;
  readonly label_lower_bound?: GoldenArray;
  readonly label_upper_bound?: GoldenArray;
  readonly feature_weights?: GoldenArray;
  readonly feature_names?: readonly string[];
  readonly feature_types?: readonly string[];
  readonly group?: readonly number[];
  readonly missing?: number;
  readonly matrix?: "QuantileDMatrix";
  readonly max_bin?: number;
}

type Typed = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
const kinds = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array };

/** Cases of one bundle, and what they refer to. */
export class GoldenBundle<Case> {
  readonly cases: Readonly<Record<string, Case>>;
  readonly #files: Readonly<Record<string, string>>;

  constructor(name: string) {
    const path = join(repository, "spec", "golden", "xgboost", "bundles", `${name}.json.gz`);
    const { cases, files } = JSON.parse(gunzipSync(readFileSync(path)).toString());
    this.cases = cases as Readonly<Record<string, Case>>;
    this.#files = files as Readonly<Record<string, string>>;
  }

  bytes(blob: { readonly file?: string }): Uint8Array {
    return new Uint8Array(Buffer.from(this.#files[blob.file!]!, "base64"));
  }

  array({ dtype, base64, file }: GoldenArray): Typed {
    const bytes = Uint8Array.from(Buffer.from(base64 ?? this.#files[file!]!, "base64"));
    return new kinds[dtype](bytes.buffer);
  }

  list(array: GoldenArray | undefined): number[] | undefined {
    return array && Array.from(this.array(array));
  }

  rows(array: GoldenArray): number[][] {
    const [rows, cols] = array.shape as [number, number];
    const all = this.array(array);
    return Array.from({ length: rows }, (_, r) => Array.from(all.subarray(r * cols, (r + 1) * cols)));
  }

  matrix(data: GoldenData, ref?: DMatrix): DMatrix {
    const numbers = (array: GoldenArray | undefined) => array && this.array(array);
    const made = data.generated === undefined ? undefined : generate(data.generated.seed, data.rows, data.cols);
    const options = given({
      rows: data.rows,
      cols: data.cols,
      missing: data.missing,
      label: made?.label ?? numbers(data.label),
      weight: numbers(data.weight),
      baseMargin: numbers(data.base_margin),
      labelLowerBound: numbers(data.label_lower_bound),
      labelUpperBound: numbers(data.label_upper_bound),
      featureWeights: numbers(data.feature_weights),
      featureNames: data.feature_names,
      featureTypes: data.feature_types,
      group: data.group,
    }) as MatrixOptions;
    const { csr } = data;
    const values =
      made?.x ??
      (csr === undefined
        ? (this.array(data.x!) as Float32Array)
        : { indptr: this.array(csr.indptr), indices: this.array(csr.indices), values: this.array(csr.values) });
    if (data.matrix === undefined) return new DMatrix(values, options);
    return new QuantileDMatrix(values, { ...options, ...given({ maxBin: data.max_bin, ref }) });
  }
}

/** Without the entries that are undefined. */
export function given<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The rule of generated data; spec/golden/xgboost/README.md tells it. */
function generate(
  seed: number,
  rows: number,
  cols: number,
): { readonly x: Float32Array; readonly label: Float32Array } {
  const draws = new RandomState(seed).uint32(rows * cols + rows);
  const unit = (k: number) => (draws[k]! >>> 8) / 16777216;
  const x = Float32Array.from({ length: rows * cols }, (_, k) => unit(k));
  const label = Float32Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d, e] = x.subarray(row * cols, row * cols + 5) as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    const p = 0.1 + 0.4 * Number(a + b > 1) + 0.2 * Number(c > d) + 0.2 * Number(e * a > 0.25);
    return unit(rows * cols + row) < p ? 1 : 0;
  });
  return { x, label };
}

/** SHA-256 of bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Throws where two arrays differ, naming the first place; `tolerance` is relative. */
export function sameNumbers(what: string, got: ArrayLike<number>, want: ArrayLike<number>, tolerance = 0): void {
  if (got.length !== want.length) throw new Error(`${what}: expected ${want.length} values, got ${got.length}`);
  for (let i = 0; i < want.length; i++) {
    const [a, b] = [got[i]!, want[i]!];
    if (Object.is(a, b) || (tolerance > 0 && Math.abs(a - b) <= tolerance * Math.max(Math.abs(b), 1e-300))) continue;
    throw new Error(`${what}[${i}]: expected ${b}, got ${a}`);
  }
}

/** Throws where two model files differ, naming the first place. */
export function sameText(what: string, got: Uint8Array, want: Uint8Array): void {
  const [a, b] = [Buffer.from(got).toString("latin1"), Buffer.from(want).toString("latin1")];
  if (a === b) return;
  let at = 0;
  while (a[at] === b[at]) at++;
  const show = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 40));
  throw new Error(`${what} at ${at}: expected ${show(b)}, got ${show(a)}`);
}
