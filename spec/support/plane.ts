import type { Transport } from "@connectrpc/connect";
import { memoryTransport } from "../../emulator/server/index.js";
import { type Plane, platformOf, routes, signedUrls } from "../../emulator/services/index.js";
import { createStore, literalData } from "../../emulator/state/index.js";
import { memoryBlobs } from "../../lib/blobs/index.js";
import { createRandom } from "./random.js";

/** A control plane whose state can be looked at. */
export interface OpenPlane {
  readonly transport: Transport;
  /** Everything that it remembers, as a text that is equal for equal states. */
  dump(): string;
}

/** Makes a control plane that nobody executes runs for. */
export function openPlane(seed: number): OpenPlane {
  const random = createRandom(seed);
  const blobs = memoryBlobs();
  const root = blobs.join("", "data");
  let time = Date.now();
  const now = () => (time += 1);
  const projects = ["flytesnacks", "flytetester", "flyteexamples"];
  const domains = ["development", "staging", "production"];
  const store = createStore({ projects, domains, now, data: literalData(blobs, root) });
  const files = { blobs, root, urls: signedUrls(root, store.key), now, origin: () => "http://127.0.0.1:1" };
  const plane: Plane = {
    store,
    files,
    platform: platformOf({}),
    isClosing: () => false,
    random: () => random.fraction(),
  };
  const { tasks, workflows, launchPlans, descriptions, attributes, namedEntities, executions, signals } = store;
  const tables = [store.projects, tasks, workflows, launchPlans, descriptions, attributes, namedEntities, signals];
  return {
    transport: memoryTransport(routes(plane)),
    dump: () =>
      JSON.stringify(
        [...tables, executions].map((table) => [...table.values()]),
        plain,
      ),
  };
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  return value instanceof Map ? [...value] : value;
}
