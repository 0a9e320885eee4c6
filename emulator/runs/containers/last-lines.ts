import { open } from "node:fs/promises";

const mostBytes = 2048;
const mostLines = 20;

/** The end of a log, for messages; empty where there is none. */
export async function lastLines(log: string): Promise<string> {
  const file = await open(log).catch(() => undefined);
  if (file === undefined) return "";
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - mostBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString("utf8", 0, bytesRead).trimEnd().split("\n").slice(-mostLines).join("\n");
  } finally {
    await file.close();
  }
}
