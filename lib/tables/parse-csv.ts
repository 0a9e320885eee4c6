import { failure } from "../errors/index.js";

/** A line's cells; `null` is an empty cell without quotes. */
export type Line = readonly (string | null)[];

/**
 * Lines of a CSV as RFC 4180 has it; line ends may be those of any system, and empty lines are passed over. Fails with
 * `VALUE_TABLE_UNREADABLE`, naming the line, when a quote is not closed or a line has other cells than the first.
 */
export function parseCsv(text: string): readonly Line[] {
  const lines: Line[] = [];
  let cells: (string | null)[] = [];
  let line = 1;
  let at = 0;
  const end = (): void => {
    // In a table of one column, an empty line is a missing cell.
    if (cells.length > 1 || cells[0] !== null || lines[0]?.length === 1) {
      if (lines.length > 0 && cells.length !== lines[0]!.length) {
        throw malformed(line, `${cells.length} cells where the header has ${lines[0]!.length}`);
      }
      lines.push(cells);
    }
    cells = [];
  };
  while (at < text.length) {
    const quoted = text[at] === '"';
    const stop = quoted ? closing(text, at, line) : bareEnd(text, at);
    const cell = quoted ? text.slice(at + 1, stop).replaceAll('""', '"') : text.slice(at, stop);
    cells.push(quoted || cell !== "" ? cell : null);
    const next = quoted ? stop + 1 : stop;
    if (next < text.length && !/[,\r\n]/.test(text[next]!)) throw malformed(line, "text behind a closing quote");
    if (quoted) line += cell.split("\n").length - 1;
    at = next + 1;
    if (text[next] === ",") {
      if (at === text.length) cells.push(null);
      continue;
    }
    if (text[next] === "\r" && text[at] === "\n") at += 1;
    end();
    line += 1;
  }
  if (cells.length > 0) end();
  return lines;
}

function bareEnd(text: string, from: number): number {
  separator.lastIndex = from;
  return separator.exec(text)?.index ?? text.length;
}

const separator = /[,\r\n]/g;

function closing(text: string, from: number, line: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  throw malformed(line, "a quote that is not closed");
}

function malformed(line: number, what: string): Error {
  return failure("VALUE_TABLE_UNREADABLE", { format: "csv", why: `line ${line} has ${what}` });
}
