/// <reference lib="esnext.disposable" preserve="true" />

import { isAbsolute } from "node:path";
import { type BlobStore, memoryBlobs } from "../lib/blobs/index.js";
import type { Backend } from "../lib/client/index.js";
import type { Dag } from "../lib/dag/index.js";
import { failure } from "../lib/errors/index.js";
import type { Place } from "../lib/idl/index.js";
import { embeddedRuns } from "./embedded-runs.js";
import type { EmulatorOptions, OpenEmulatorOptions } from "./options.js";
import { noPorts } from "./ports.js";
import { type Listener, memoryTransport, type Where } from "./server/index.js";
import { type Plane, platformOf, routes, signedUrls, terminate } from "./services/index.js";
import { closureOf, createStore, isTerminal, literalData, openStore, type Store } from "./state/index.js";

/** A Flyte control plane in this process. Closing it ends its ports, and its runs or this part of them. */
export interface Emulator extends AsyncDisposable {
  /** The control plane without a socket, in real gRPC framing. */
  readonly backend: Backend;
  /** Registers a Dag's tasks, workflow and launch plan; what is there already with equal content is success. */
  register(dag: Dag, place: Place): Promise<void>;
  /** Opens a port, loopback by default. Fails with `EMULATOR_PORT_TAKEN`, and as {@link Where} says. */
  listen(where: Where): Promise<Listener>;
  close(): Promise<void>;
}

/**
 * Makes an emulator with empty state, which ends with it; nothing listens until it is told to. Fails with
 * `EMULATOR_SETTING_WRONG`.
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { blobs = memoryBlobs() } = options;
  return emulatorOf({ ...options, blobs }, (given) => createStore({ ...given, data: literalData(blobs, given.root) }));
}

/**
 * Opens an emulator with the state that a file holds, and carries on the runs that had not ended. Fails as the file does: `STATE_LOCKED` names the process of the
 * emulator that has it open.
 */
export function openEmulator(options: OpenEmulatorOptions): Emulator {
  return emulatorOf({ onClose: "resume", ...options }, (given) => openStore({ ...options, ...given }));
}

interface Given {
  readonly projects: readonly string[];
  readonly domains: readonly string[];
  /** Uri below which everything lies. */
  readonly root: string;
  now(): number;
}

const cause = "the emulator was closed";

function emulatorOf(
  options: EmulatorOptions & { readonly blobs: BlobStore },
  storeOf: (given: Given) => Store,
): Emulator {
  const { blobs, clock, random = Math.random, executor = "embedded", onClose = "abort" } = options;
  const { projects = ["flytesnacks", "flytetester", "flyteexamples"] } = options;
  const { domains = ["development", "staging", "production"] } = options;
  const platform = platformOf(options.platform ?? {});
  const now = () => clock?.now() ?? Date.now();
  const root = blobs.join("", "data");
  if (options.containers !== undefined && !isAbsolute(root)) throw failure("EMULATOR_STORAGE_NOT_A_FOLDER", { root });
  let closing: Promise<void> | undefined;
  const isClosing = () => closing !== undefined;
  const ports = noPorts();
  const store = storeOf({ projects, domains, root, now });
  const origin = () => ports.origin() ?? "http://in-memory";
  const files = { blobs, root, urls: signedUrls(root, store.key), now, origin };
  const base = { store, files, platform, random, isClosing };
  const runs = executor === "embedded" ? embeddedRuns({ ...options, onClose }, base, () => plane) : undefined;
  const plane: Plane = { ...base, ...(runs && { executor: runs }) };
  const services = routes(plane);
  for (const row of store.executions.inFlight()) runs?.start(row);

  const backend: Backend = {
    name: "embedded",
    transport: memoryTransport(services),
    blobs,
    scope: { project: projects[0] ?? "flytesnacks", domain: domains[0] ?? "development" },
    [Symbol.asyncDispose]: close,
  };
  return {
    backend,
    async register(dag, place) {
      const { register } = await import("../lib/client/index.js");
      await register(backend, dag, place);
    },
    async listen(where) {
      if (isClosing()) throw failure("EMULATOR_CLOSED", { name: backend.name });
      return await ports.open(where, { routes: services, files });
    },
    close,
    [Symbol.asyncDispose]: close,
  };

  function close(): Promise<void> {
    // Known to all before the first run hears of it.
    closing ??= Promise.resolve().then(end);
    return closing;
  }

  async function end(): Promise<void> {
    const active = runs?.active() ?? [];
    for (const row of active) {
      if (onClose === "resume") runs?.leave(row, cause);
      else if (!isTerminal(closureOf(row).phase)) terminate(plane, row, cause);
    }
    await Promise.all(active.map((row) => runs?.ended(row)));
    await ports.close();
    await store.close();
  }
}
