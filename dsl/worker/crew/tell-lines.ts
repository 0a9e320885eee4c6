import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** Calls back for each line of a stream. */
export function tellLines(stream: Readable, tell: (line: string) => void): void {
  createInterface({ input: stream }).on("line", tell);
}
