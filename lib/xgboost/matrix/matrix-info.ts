import { failure } from "../../errors/index.js";
import type { DataInfo } from "../data-info.js";
import type { Numbers } from "./feature-values.js";
import { groupSizes } from "./group-sizes.js";

/** One label a row, or a list of them a row: one for each target. */
export type Labels = Numbers | readonly Numbers[];

/** What may be said of a matrix beside its features. Numbers are kept as float32. */
export interface MatrixOptions {
  readonly rows?: number;
  readonly cols?: number;
  /** A value that means missing, beside NaN. */
  readonly missing?: number;
  readonly label?: Labels;
  /** One weight a row, or one a query group. */
  readonly weight?: Numbers;
  /** Start of the margins: one number a row, or one for each output of a row, row by row. */
  readonly baseMargin?: Numbers;
  /** Sizes of the query groups, in the order of the rows. */
  readonly group?: Numbers;
  /** In place of `group`, the query of every row; rows of a query lie together. */
  readonly qid?: Numbers;
  readonly labelLowerBound?: Numbers;
  readonly labelUpperBound?: Numbers;
  readonly featureNames?: readonly string[];
  /** `float`, `int`, `q` (quantity), `i` (indicator) or `c` (category), one a column. */
  readonly featureTypes?: readonly string[];
  /** Weights of the columns when columns are drawn. */
  readonly featureWeights?: Numbers;
}

/** Reads and checks everything that has one entry a row; throws `XGB_DATA_SHAPE`. */
export function readInfo(options: MatrixOptions, rows: number): DataInfo {
  const info: DataInfo = {
    rows,
    labels: readLabel(options.label, rows),
    weights: floats(options.weight),
    baseMargin: floats(options.baseMargin),
    groupStarts: readGroups(sizesOf(options, rows), rows),
    lowerBounds: column("lower label bounds", options.labelLowerBound, rows),
    upperBounds: column("upper label bounds", options.labelUpperBound, rows),
  };
  const { weights, baseMargin, groupStarts } = info;
  const weighed = groupStarts.length > 0 && weights.length !== rows ? groupStarts.length - 1 : rows;
  if (weights.length > 0) checkSize("weights", weighed, weights.length);
  if (baseMargin.length % Math.max(1, rows) !== 0) checkSize("base margins", rows, baseMargin.length);
  weights.forEach((value, row) => {
    if (!(value >= 0 && value < Infinity)) throw failure("XGB_WEIGHT_REFUSED", { row, value });
  });
  return info;
}

function sizesOf({ group, qid }: MatrixOptions, rows: number): Numbers | undefined {
  if (qid === undefined) return group;
  if (group !== undefined)
    throw failure("XGB_PARAMETER_REFUSED", { parameter: "qid", value: "given", expected: "nothing beside group" });
  checkSize("query ids", rows, qid.length);
  return groupSizes(qid);
}

function readLabel(label: Labels | undefined, rows: number): Float32Array {
  if (label === undefined || !areSeveral(label)) return column("labels", label, rows);
  const columns = label[0]!.length;
  checkSize("labels", rows, label.length);
  const out = new Float32Array(rows * columns);
  label.forEach((row, k) => {
    checkSize(`labels of row ${k}`, columns, row.length ?? 1);
    out.set(Array.from(row), k * columns);
  });
  return out;
}

/** Whether rows have lists of labels. */
export function areSeveral(label: Labels): label is readonly Numbers[] {
  return Array.isArray(label) && typeof label[0] === "object" && label[0] !== null;
}

function column(what: string, numbers: Numbers | undefined, rows: number): Float32Array {
  const values = floats(numbers);
  if (numbers !== undefined) checkSize(what, rows, values.length);
  return values;
}

function floats(numbers: Numbers | undefined): Float32Array {
  return numbers === undefined || numbers === null ? new Float32Array(0) : Float32Array.from(numbers);
}

function readGroups(sizes: Numbers | undefined, rows: number): Uint32Array {
  if (sizes === undefined) return new Uint32Array(0);
  const starts = new Uint32Array(sizes.length + 1);
  for (let k = 0; k < sizes.length; k++) starts[k + 1] = starts[k]! + sizes[k]!;
  checkSize("rows of all query groups together", rows, starts[sizes.length]!);
  return starts;
}

function checkSize(what: string, expected: number, got: number): void {
  if (expected !== got) throw failure("XGB_DATA_SHAPE", { what, expected, got });
}

/** Names and kinds of the columns; empty where none are given. */
export interface FeatureLabels {
  readonly names: readonly string[];
  readonly types: readonly string[];
  readonly weights: Float32Array;
}

const kinds = ["float", "int", "q", "i", "c"];

/** Reads and checks what has one entry a column; throws `XGB_DATA_SHAPE` and `XGB_FEATURE_LABEL_REFUSED`. */
export function readLabels(options: MatrixOptions, cols: number): FeatureLabels {
  const { featureNames: names = [], featureTypes: types = [], featureWeights } = options;
  if (names.length > 0) checkSize("feature names", cols, names.length);
  if (types.length > 0) checkSize("feature types", cols, types.length);
  names.forEach((name, column) => {
    const refuse = (why: string) => failure("XGB_FEATURE_LABEL_REFUSED", { column, label: name, why });
    if (names.indexOf(name) !== column) throw refuse("stands twice");
    if (/[[\]<]/.test(name)) throw refuse("has one of the characters [ ] <");
  });
  types.forEach((type, column) => {
    if (!kinds.includes(type))
      throw failure("XGB_FEATURE_LABEL_REFUSED", { column, label: type, why: `is none of ${kinds.join(", ")}` });
  });
  const weights = floats(featureWeights);
  if (weights.length > 0) checkSize("feature weights", cols, weights.length);
  weights.forEach((weight, column) => {
    if (!(weight >= 0 && weight < Infinity))
      throw failure("XGB_FEATURE_LABEL_REFUSED", { column, label: String(weight), why: "is no weight of at least 0" });
  });
  return { names, types, weights };
}

/** The info of chosen rows. Query groups do not survive; every other entry follows its row. */
export function takeInfo(info: DataInfo, index: Numbers): DataInfo {
  const pick = (values: Float32Array) => {
    const width = info.rows === 0 ? 0 : values.length / info.rows;
    const out = new Float32Array(index.length * width);
    for (let k = 0; k < index.length; k++) {
      out.set(values.subarray(index[k]! * width, (index[k]! + 1) * width), k * width);
    }
    return out;
  };
  return {
    rows: index.length,
    labels: pick(info.labels),
    weights: info.weights.length === info.rows ? pick(info.weights) : new Float32Array(0),
    baseMargin: pick(info.baseMargin),
    groupStarts: new Uint32Array(0),
    lowerBounds: pick(info.lowerBounds),
    upperBounds: pick(info.upperBounds),
  };
}
