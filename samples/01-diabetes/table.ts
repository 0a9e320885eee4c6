import { DatasetOf, Float, Int, TaskError } from "flytepath";
import { pimaTable } from "./pima-table.js";

/** Measurements in the order of the table's columns; the label comes last. */
export const features = {
  pregnancies: Int,
  glucose: Int,
  blood_pressure: Int,
  skin_fold: Int,
  insulin: Int,
  bmi: Float,
  pedigree: Float,
  age: Int,
} as const;

/** 1 where diabetes was diagnosed within five years, else 0. */
export const label = { diabetic: Int } as const;

export const Features = DatasetOf(features);
export const Labels = DatasetOf(label);

/** Names of all columns, in order. */
export const columns = [...Object.keys(features), ...Object.keys(label)];

/** Where the table is published. It is embedded beside this file, so that the default input needs no network. */
export const tableUrl = "https://raw.githubusercontent.com/jbrownlee/Datasets/master/pima-indians-diabetes.data.csv";

/** One woman: a number for every column. */
export type Row = Readonly<Record<string, number>>;

/** The rows of the embedded table. */
export function embeddedRows(): readonly Row[] {
  return readRows(pimaTable, "the embedded table");
}

/**
 * Reads a CSV of the table's shape: no header, nine numbers a line, the last one 0 or 1. Anything else is refused with
 * the line and column that are wrong.
 */
export function readRows(text: string, source: string): readonly Row[] {
  const lines = text.split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  if (lines.length < 2) throw malformed(source, `expected at least 2 lines, got ${lines.length}`);
  return lines.map((line, index) => readRow(line, `${source}, line ${index + 1}`));
}

function readRow(line: string, place: string): Row {
  const cells = line.split(",").map((cell) => cell.trim());
  if (cells.length !== columns.length) {
    throw malformed(place, `expected ${columns.length} values, got ${cells.length}`);
  }
  return Object.fromEntries(cells.map((cell, index) => [columns[index]!, readCell(cell, columns[index]!, place)]));
}

function readCell(cell: string, column: string, place: string): number {
  const value = Number(cell);
  if (cell === "" || !Number.isFinite(value)) {
    throw malformed(place, `column ${column}: expected a number, got ${JSON.stringify(cell)}`);
  }
  if (column === "diabetic" && value !== 0 && value !== 1) {
    throw malformed(place, `column ${column}: expected 0 or 1, got ${cell}`);
  }
  if (column !== "bmi" && column !== "pedigree" && !Number.isInteger(value)) {
    throw malformed(place, `column ${column}: expected a whole number, got ${cell}`);
  }
  return value;
}

// Another attempt would read the same bytes.
function malformed(place: string, why: string): TaskError {
  const hint = `Give a CSV without a header, with the columns ${columns.join(", ")}.`;
  return new TaskError(`${place}: ${why}`, { code: "TABLE_MALFORMED", hint, retryable: false });
}
