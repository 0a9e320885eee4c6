/** Where a command writes, so that a spec can read it. */
export interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The streams of the process; what a command writes reaches stdout also after {@link reserveStdout}. */
export const processStreams: Streams = {
  // The prototype is the stream itself, of which only `write` is pinned.
  stdout: Object.create(process.stdout, { write: { value: process.stdout.write.bind(process.stdout) } }),
  stderr: process.stderr,
};

/** Sends to stderr what the author's code prints from now on, so that stdout holds nothing but this command's lines. */
export function reserveStdout(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

/** Writes one JSON value as a line. */
export function writeJson(stream: NodeJS.WritableStream, value: unknown): void {
  stream.write(`${JSON.stringify(value)}\n`);
}

/** Writes lines of text. */
export function writeLines(stream: NodeJS.WritableStream, lines: readonly string[]): void {
  for (const line of lines) stream.write(`${line}\n`);
}
