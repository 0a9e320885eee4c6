import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { createEmulator, openEmulator } from "../../emulator/index.js";
import { folderBlobs, memoryBlobs } from "../../lib/blobs/index.js";
import { goldenLines } from "../support/golden.js";
import { repository } from "../support/sources.js";
import { platform } from "./platform.js";
import { replay } from "./replay.js";
import type { Replayed, Step } from "./step.js";

/** Cases of the recording, each replayed against a fresh emulator. */
export const cases = [
  "01-projects",
  "02-tasks",
  "03-workflows",
  "04-launch-plans",
  "05-lists",
  "06-attributes",
  "07-data-proxy",
  "08-executions",
  "09-events",
  "10-signals",
  "11-http",
  "12-metrics",
] as const;

/** Calls that generators made, each file replayed against a fresh emulator, too. */
export const generated: readonly string[] = readdirSync(join(repository, "spec", "golden", "flyteadmin", "generated"))
  .filter((file) => file.endsWith(".jsonl.gz"))
  .map((file) => `generated/${file.replace(".jsonl.gz", "")}`)
  .sort();

/** How the emulator is reached: in this process, its state in memory, or through a port, its state in a folder. */
export type Route = "memory" | "network";

/** Replays one case against a fresh emulator with the settings of the recorded platform. */
export async function replayCase(name: string, route: Route): Promise<readonly Replayed[]> {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-conformance-"));
  try {
    return await replayOn(name, route, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function replayOn(name: string, route: Route, folder: string): Promise<readonly Replayed[]> {
  const options = { executor: "external", platform } as const;
  const blobs = route === "memory" ? memoryBlobs() : folderBlobs(folder, { uris: "path" });
  const database = join(folder, "emulator.db");
  await using emulator =
    route === "memory" ? createEmulator({ ...options, blobs }) : openEmulator({ ...options, database, blobs });
  const { url } = await emulator.listen({ port: 0, origins: ["*"] });
  const transport = route === "memory" ? emulator.backend.transport : createGrpcTransport({ baseUrl: url });
  return await replay(goldenLines<Step>(`flyteadmin/${name}.jsonl`), {
    transport,
    url,
    bucket: blobs.join("", "data"),
  });
}
