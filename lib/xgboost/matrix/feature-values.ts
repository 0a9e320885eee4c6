import { failure } from "../../errors/index.js";

const f = Math.fround;

/** Numbers of a list, a typed array, or anything with places. */
export type Numbers = ArrayLike<number>;

/** Compressed rows: row `r` holds `values[indptr[r]]` up to before `indptr[r + 1]`; entries that are absent are missing. */
export interface CsrData {
  readonly indptr: Numbers;
  readonly indices: Numbers;
  readonly values: Numbers;
}

/** Columns of equal length, in order or by name; null is missing. */
export interface ColumnData {
  readonly columns: readonly ArrayLike<number | null>[] | Readonly<Record<string, ArrayLike<number | null>>>;
}

/** Features in any form that a matrix takes; flat arrays are row by row. */
export type MatrixData = FlatData | readonly Numbers[] | CsrData | ColumnData;

/** Values row by row; with `cols` or `rows` beside them. */
export type FlatData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | readonly number[];

/** Float32 features, row by row, NaN where missing. */
export interface DenseValues {
  readonly kind: "dense";
  readonly rows: number;
  readonly cols: number;
  readonly data: Float32Array;
}

/** Present float32 features in compressed rows, columns ascending within a row. */
export interface SparseValues {
  readonly kind: "sparse";
  readonly rows: number;
  readonly cols: number;
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly data: Float32Array;
}

/** The features of a matrix. */
export type FeatureValues = DenseValues | SparseValues;

/** What a reader of features must know beside the data. */
export interface ValueOptions {
  readonly rows?: number | undefined;
  readonly cols?: number | undefined;
  /** A value that means missing, beside NaN. */
  readonly missing?: number | undefined;
}

/** Reads features of any form as float32; throws `XGB_DATA_SHAPE`, `XGB_DATA_INFINITE` and `XGB_PARAMETER_REFUSED`. */
export function readValues(data: MatrixData, options: ValueOptions): FeatureValues {
  if (isFlat(data)) return readFlat(data, options);
  if (typeof data !== "object" || data === null) throw refused(data);
  if ("indptr" in data) return readCsr(data, options);
  if ("columns" in data) return readColumns(data, options);
  if (!Array.isArray(data)) throw refused(data);
  return readRows(data, options);
}

function isFlat(data: MatrixData): data is FlatData {
  return (ArrayBuffer.isView(data) && "length" in data) || (Array.isArray(data) && typeof data[0] === "number");
}

function refused(data: unknown): Error {
  const expected = "a typed array with cols, a list of rows, { indptr, indices, values }, or { columns }";
  const value = typeof data === "object" && data !== null ? "another object" : data;
  return failure("XGB_PARAMETER_REFUSED", { parameter: "data", value, expected });
}

function readFlat(data: FlatData, options: ValueOptions): DenseValues {
  const { length } = data;
  const known = options.rows ?? (options.cols ? Math.floor(length / options.cols) : length);
  const cols = options.cols ?? (known > 0 ? Math.floor(length / known) : 0);
  checkSize("values of the matrix", known * cols, length);
  return screened({ kind: "dense", rows: known, cols, data: new Float32Array(data) }, options.missing);
}

function readRows(data: readonly Numbers[], options: ValueOptions): DenseValues {
  const rows = data.length;
  const cols = options.cols ?? data[0]?.length ?? 0;
  if (options.rows !== undefined) checkSize("rows of the matrix", options.rows, rows);
  const out = new Float32Array(rows * cols);
  for (let r = 0; r < rows; r++) {
    const row = data[r]!;
    if (typeof row !== "object" || row === null) throw refused(row);
    if (row.length !== cols) checkSize(`values of row ${r}`, cols, row.length);
    for (let c = 0; c < cols; c++) out[r * cols + c] = row[c] ?? Number.NaN;
  }
  return screened({ kind: "dense", rows, cols, data: out }, options.missing);
}

function readColumns({ columns }: ColumnData, options: ValueOptions): DenseValues {
  const list: readonly ArrayLike<number | null>[] = Object.values(columns);
  const cols = list.length;
  const rows = options.rows ?? list[0]?.length ?? 0;
  const out = new Float32Array(rows * cols);
  list.forEach((column, c) => {
    if (column.length !== rows) checkSize(`values of column ${c}`, rows, column.length);
    for (let r = 0; r < rows; r++) out[r * cols + c] = column[r] ?? Number.NaN;
  });
  return screened({ kind: "dense", rows, cols, data: out }, options.missing);
}

// The stated missing value is compared after rounding to float32, as xgboost's IsValidFunctor does.
function screened(values: DenseValues, missing: number | undefined): DenseValues {
  const { data, cols } = values;
  const sentinel = missing === undefined ? Number.NaN : f(missing);
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value === sentinel) data[i] = Number.NaN;
    else if (value - value !== 0 && !Number.isNaN(value)) refuseInfinite(Math.floor(i / cols), i % cols, value);
  }
  return values;
}

function refuseInfinite(row: number, column: number, value: number): never {
  throw failure("XGB_DATA_INFINITE", { row, column, value });
}

function readCsr({ indptr, indices, values }: CsrData, options: ValueOptions): FeatureValues {
  const rows = options.rows ?? indptr.length - 1;
  checkSize("row starts (indptr)", rows + 1, indptr.length);
  checkSize("column numbers (indices)", values.length, indices.length);
  const widest = Array.prototype.reduce.call(indices, (max, c) => Math.max(Number(max), Number(c)), -1) as number;
  const cols = options.cols ?? widest + 1;
  if (widest >= cols)
    throw failure("XGB_DATA_SHAPE", { what: "columns of the matrix", expected: widest + 1, got: cols });
  const sentinel = options.missing === undefined ? Number.NaN : f(options.missing);
  const starts = new Uint32Array(rows + 1);
  const columns = new Uint32Array(values.length);
  const data = new Float32Array(values.length);
  let count = 0;
  for (let r = 0; r < rows; r++) {
    const [from, to] = [indptr[r]!, indptr[r + 1]!];
    if (!(from >= 0 && from <= to && to <= values.length))
      throw failure("XGB_DATA_SHAPE", { what: `end of row ${r} in indptr`, expected: values.length, got: to });
    const order = Array.from({ length: to - from }, (_, k) => from + k).sort((a, b) => indices[a]! - indices[b]!);
    for (const place of order) {
      const value = f(values[place]!);
      if (Number.isNaN(value) || value === sentinel) continue;
      if (!Number.isFinite(value)) refuseInfinite(r, indices[place]!, value);
      columns[count] = indices[place]!;
      data[count++] = value;
    }
    starts[r + 1] = count;
  }
  const sparse: SparseValues = {
    kind: "sparse",
    rows,
    cols,
    starts,
    columns: columns.subarray(0, count),
    data: data.subarray(0, count),
  };
  const isSmall = rows * cols <= 1 << 16 || count > rows * cols * 0.25;
  return isSmall ? { kind: "dense", rows, cols, data: expandRows(sparse, { from: 0, to: rows, cols }) } : sparse;
}

function checkSize(what: string, expected: number, got: number): void {
  if (expected !== got) throw failure("XGB_DATA_SHAPE", { what, expected, got });
}

/** Some rows as dense float32, NaN where missing, in a width of choice; wider than the data means missing columns. */
export function expandRows(
  values: FeatureValues,
  { from, to, cols }: { readonly from: number; readonly to: number; readonly cols: number },
): Float32Array {
  if (values.kind === "dense" && values.cols === cols) return values.data.subarray(from * cols, to * cols);
  const out = new Float32Array((to - from) * cols).fill(Number.NaN);
  for (let r = from; r < to; r++) {
    const at = (r - from) * cols;
    if (values.kind === "dense") {
      const start = r * values.cols;
      out.set(values.data.subarray(start, start + Math.min(cols, values.cols)), at);
    } else {
      for (let k = values.starts[r]!; k < values.starts[r + 1]!; k++) {
        const column = values.columns[k]!;
        if (column < cols) out[at + column] = values.data[k]!;
      }
    }
  }
  return out;
}

/** Chosen rows, in the order of `index`. */
export function takeRows(values: FeatureValues, index: Numbers): FeatureValues {
  const rows = index.length;
  const { cols } = values;
  if (values.kind === "dense") {
    const data = new Float32Array(rows * cols);
    for (let k = 0; k < rows; k++) data.set(values.data.subarray(index[k]! * cols, (index[k]! + 1) * cols), k * cols);
    return { kind: "dense", rows, cols, data };
  }
  const starts = new Uint32Array(rows + 1);
  for (let k = 0; k < rows; k++) starts[k + 1] = starts[k]! + values.starts[index[k]! + 1]! - values.starts[index[k]!]!;
  const columns = new Uint32Array(starts[rows]!);
  const data = new Float32Array(starts[rows]!);
  for (let k = 0; k < rows; k++) {
    const [from, to] = [values.starts[index[k]!]!, values.starts[index[k]! + 1]!];
    columns.set(values.columns.subarray(from, to), starts[k]!);
    data.set(values.data.subarray(from, to), starts[k]!);
  }
  return { kind: "sparse", rows, cols, starts, columns, data };
}
