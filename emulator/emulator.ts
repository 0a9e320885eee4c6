/// <reference lib="esnext.disposable" preserve="true" />

import { createHash } from "node:crypto";
import { isAbsolute } from "node:path";
import { type BlobStore, memoryBlobs } from "../lib/blobs/index.js";
import type { Backend } from "../lib/client/index.js";
import type { Dag } from "../lib/dag/index.js";
import type { Clock, Runner } from "../lib/engine/index.js";
import { failure } from "../lib/errors/index.js";
import type { Place } from "../lib/idl/index.js";
import { type ContainerOptions, createRuns, type Runs } from "./runs/index.js";
import { type Listener, memoryTransport, open as openPort, type Where } from "./server/index.js";
import {
  type Plane,
  type PlatformSettings,
  platformOf,
  routes,
  signedUrls,
  start,
  terminate,
} from "./services/index.js";
import {
  closureOf,
  createStore,
  type ExecutorEvent,
  isTerminal,
  literalData,
  openStore,
  type Store,
} from "./state/index.js";

/** How an emulator is made. */
export interface EmulatorOptions {
  /** Finds the code of tasks by name; without it every task fails with `EMULATOR_TASK_UNKNOWN`. */
  readonly runner?: Runner;
  /**
   * Runs tasks that other tools wrote, such as flytekit, by their containers' commands; without it they are the runner's.
   * Needs `blobs` in a folder whose addresses are paths (`EMULATOR_STORAGE_NOT_A_FOLDER`).
   */
  readonly containers?: ContainerOptions;
  /** Where files lie; default: in memory. */
  readonly blobs?: BlobStore;
  /** Default: `flytesnacks`, `flytetester` and `flyteexamples`. */
  readonly projects?: readonly string[];
  /** Default: `development`, `staging` and `production`. */
  readonly domains?: readonly string[];
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Tasks, launch plans and mapped steps running at once in one run, whatever the run asks for itself; default: no limit of its own. */
  readonly concurrency?: number;
  /** Told what the engine in this process says of runs, nodes and attempts, as Flyte's executor would, once it is applied. */
  readonly onEvent?: (event: ExecutorEvent) => void;
  /** From 0 to 1; for generated names and the jitter of backoffs. */
  readonly random?: () => number;
  /**
   * Who runs executions: the engine in this process, or a program outside that sends events as Flyte's own executor does;
   * default `embedded`.
   */
  readonly executor?: "embedded" | "external";
  /**
   * What closing does to runs that go on: `abort` ends them, with a cause; `resume` leaves them to the next emulator of the same
   * state. Default: `resume` where there is a state, else `abort`.
   */
  readonly onClose?: "abort" | "resume";
  /** What an operator of a Flyte decides for all of its users. */
  readonly platform?: PlatformSettings;
}

/** How an emulator is opened whose state outlives it. */
export interface OpenEmulatorOptions extends EmulatorOptions {
  /** File of its state, `…/emulator.db`; it is made where there is none, and held until the emulator is closed. */
  readonly database: string;
  /** Where files lie. */
  readonly blobs: BlobStore;
  /** What an answer survives: `normal` (default) the death of this process at any moment, `full` a power loss, too. */
  readonly durability?: "full" | "normal";
}

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

function emulatorOf(
  options: EmulatorOptions & { readonly blobs: BlobStore },
  storeOf: (given: Given) => Store,
): Emulator {
  const {
    blobs,
    projects = ["flytesnacks", "flytetester", "flyteexamples"],
    domains = ["development", "staging", "production"],
    clock,
    random = Math.random,
    executor = "embedded",
    onClose = "abort",
    platform: settings = {},
  } = options;
  const platform = platformOf(settings);
  const now = () => clock?.now() ?? Date.now();
  let closing: Promise<void> | undefined;
  const root = blobs.join("", "data");
  if (options.containers !== undefined && !isAbsolute(root)) throw failure("EMULATOR_STORAGE_NOT_A_FOLDER", { root });
  const open = new Set<Listener>();
  const origin = () => [...open][0]?.url ?? "http://in-memory";
  const store = storeOf({ projects, domains, root, now });
  const files = { blobs, root, urls: signedUrls(root, store.key), now, origin };
  const runs = executor === "embedded" ? createRunsOf(() => plane) : undefined;
  const isClosing = () => closing !== undefined;
  const plane: Plane = { store, files, platform, random, isClosing, ...(runs && { runs }) };
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
      if (closing !== undefined) throw failure("EMULATOR_CLOSED", { name: backend.name });
      const listener = await openPort({ ...where, routes: services, files });
      open.add(listener);
      return {
        ...listener,
        close() {
          open.delete(listener);
          return listener.close();
        },
      };
    },
    close,
    [Symbol.asyncDispose]: close,
  };

  function createRunsOf(given: () => Plane): Runs {
    return createRuns({
      store,
      blobs,
      root,
      clock,
      random,
      runner: options.runner,
      concurrency: options.concurrency,
      resources: platform.taskResources,
      cache: platform.cache,
      onEvent: options.onEvent,
      containers: options.containers && {
        ...options.containers,
        root,
        mark: createHash("sha256").update(store.key).digest("hex").slice(0, 32),
        keep() {
          try {
            store.commit();
          } catch {
            // It is tried again, and requests tell of it.
          }
        },
        origin: () => [...open][0]?.url,
      },
      launch: (request) => start(given(), request),
      terminate(row, cause) {
        // What is left to the next emulator takes its children along.
        if (closing !== undefined && onClose === "resume") return;
        if (!isTerminal(closureOf(row).phase)) terminate(given(), row, cause);
      },
    });
  }

  function close(): Promise<void> {
    // Known to all before the first run hears of it.
    closing ??= Promise.resolve().then(end);
    return closing;
  }

  async function end(): Promise<void> {
    const active = runs?.active() ?? [];
    for (const row of active) {
      if (onClose === "resume") runs?.leave(row, "the emulator was closed");
      else if (!isTerminal(closureOf(row).phase)) terminate(plane, row, "the emulator was closed");
    }
    await Promise.all(active.map((row) => runs?.ended(row)));
    await Promise.all([...open].map((listener) => listener.close()));
    await store.close();
  }
}
