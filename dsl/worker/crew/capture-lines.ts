/**
 * Takes what is printed to a stream of this thread, line by line, in place of the stream. A thread's own streams would
 * keep the process alive for as long as somebody reads them.
 */
export function captureLines(stream: NodeJS.WriteStream, tell: (line: string) => void): void {
  const decoder = new TextDecoder();
  let rest = "";
  type Done = (error?: Error) => void;
  const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done): boolean => {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    // What is asked to be flushed is a line, even without its end.
    rest = chunk.length === 0 ? "" : lines.pop()!;
    for (const line of lines) if (chunk.length > 0 || line !== "") tell(line.replace(/\r$/, ""));
    (typeof encoding === "function" ? encoding : done)?.();
    return true;
  };
  stream.write = write;
}
