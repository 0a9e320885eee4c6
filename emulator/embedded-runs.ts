import { createHash } from "node:crypto";
import { createRuns, type Runs } from "./runs/index.js";
import { type Plane, start, terminate } from "./services/index.js";
import { closureOf, isTerminal } from "./state/index.js";
import type { EmulatorOptions } from "./options.js";

/** The runs of an emulator that the engine in this process executes; `plane` gives the services that their children go through. */
export function embeddedRuns(
  options: EmulatorOptions,
  { store, files, platform, random, isClosing }: Omit<Plane, "executor">,
  plane: () => Plane,
): Runs {
  const { runner, concurrency, clock, onEvent, containers, onClose } = options;
  const { blobs, root } = files;
  const keep = () => {
    try {
      store.commit();
    } catch {
      // It is tried again, and requests tell of it.
    }
  };
  const mark = createHash("sha256").update(store.key).digest("hex").slice(0, 32);
  // Tasks are told where the emulator is once others can reach it.
  const origin = () => {
    const url = files.origin();
    return url.endsWith("//in-memory") ? undefined : url;
  };
  return createRuns({
    store,
    blobs,
    root,
    clock,
    random,
    runner,
    concurrency,
    resources: platform.taskResources,
    cache: platform.cache,
    onEvent,
    containers: containers && { ...containers, root, mark, keep, origin },
    launch: (request) => start(plane(), request),
    terminate(row, cause) {
      // What is left to the next emulator takes its children along.
      if (isClosing() && onClose === "resume") return;
      if (!isTerminal(closureOf(row).phase)) terminate(plane(), row, cause);
    },
  });
}
