import { join } from "node:path";
import { openEmulator } from "../../emulator/index.js";
import { folderBlobs } from "../../lib/blobs/index.js";
import { launch } from "../../lib/client/index.js";
import { scripted } from "./contained.js";
import { place } from "./emulated.js";
import { graph } from "./graph.js";

// An emulator in a folder that runs one container which does not end, to be killed: `node container-child.js FOLDER`.

/** A run of one container: its first attempt sleeps, the others end at once; each writes its number and its process. */
export function sleeping(folder: string) {
  const started = join(folder, "started");
  const script = `echo "$FLYTE_ATTEMPT_NUMBER $$" >> ${started}; [ "$FLYTE_ATTEMPT_NUMBER" = 0 ] && sleep 600; true`;
  const { ref: _, ...task } = scripted(script, { interface: { inputs: {}, outputs: {} } });
  return graph({ ref: { name: "sleeping" }, nodes: { n0: { task: "t" } }, tasks: { t: task } });
}

/** Opens the emulator of a folder. */
export function openWithContainers(folder: string) {
  const blobs = folderBlobs(join(folder, "blobs"), { uris: "path" });
  return openEmulator({ containers: {}, blobs, database: join(folder, "emulator.db") });
}

const [, program, folder] = process.argv;
if (folder !== undefined && program?.endsWith("container-child.js")) {
  const { backend, register } = openWithContainers(folder);
  await register(sleeping(folder), place);
  await launch(backend, { kind: "launchPlan", ref: { name: "sleeping" }, inputs: {}, name: "killed" });
}
