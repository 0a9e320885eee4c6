import { TaskError } from "flytepath";

/** The measurements of a row, in the order of the table's columns. */
export const features = [
  "pregnancies",
  "glucose",
  "blood_pressure",
  "skin_fold",
  "insulin",
  "bmi",
  "pedigree",
  "age",
] as const;

/** Rows of the table: what was measured, and 1 where diabetes was diagnosed. */
export interface Pima {
  readonly rows: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

const width = features.length + 1;

/**
 * Reads a headerless CSV of the table's shape: eight numbers and a label of 0 or 1 in each line. Fails with `PIMA_CSV`,
 * which no retry can help, naming the line and the column.
 */
export function readPima(csv: string): Pima {
  const lines = csv.replace(/^\uFEFF/, "").split(/\r?\n/);
  while (lines.at(-1)?.trim() === "") lines.pop();
  if (lines.length < 2) throw wrong(`has ${lines.length} lines, expected one line for each of two or more women`);
  const rows = lines.map((line, index) => readLine(line, index + 1));
  return { rows: rows.map((row) => row.slice(0, -1)), labels: rows.map((row) => row[width - 1]!) };
}

function readLine(line: string, number: number): readonly number[] {
  const cells = line.split(",").map((cell) => cell.trim());
  if (cells.length !== width) {
    throw wrong(`line ${number} has ${cells.length} columns, expected ${width} separated by commas`);
  }
  const values = cells.map(Number);
  const bad = values.findIndex((value, index) => cells[index] === "" || !Number.isFinite(value));
  if (bad >= 0) throw wrong(`line ${number}, ${columnName(bad)}: expected a number, got ${JSON.stringify(cells[bad])}`);
  const label = values[width - 1]!;
  if (label !== 0 && label !== 1) throw wrong(`line ${number}, the label: expected 0 or 1, got ${label}`);
  return values;
}

function columnName(index: number): string {
  return `column ${index + 1} (${features[index] ?? "the label"})`;
}

function wrong(what: string): TaskError {
  return new TaskError(`the diabetes table ${what}`, {
    code: "PIMA_CSV",
    retryable: false,
    hint: "Give a headerless CSV of eight measurements and a label of 0 or 1, as samples/01-diabetes describes it.",
  });
}
