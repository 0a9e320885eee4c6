import { entry } from "../entry.js";

/** What can go wrong in running the containers of tasks. */
export const container = {
  EMULATOR_TASK_UNSUPPORTED: entry<{ task: string; type: string; what: string }>(
    "TaskError",
    ({ task, type, what }) => `the task ${task} of type ${type} has ${what}, so that nothing here can run it`,
    "Write the task as a function, a shell script or a container, or run it on a Flyte that has a plugin for its type.",
  ),
  EMULATOR_COMMAND_NOT_FOUND: entry<{ command: string; image: string; path: string }>(
    "TaskError",
    ({ command, image, path }) => `the image ${image} asks for ${command}, which is in no folder of the PATH ${path}`,
    ({ command, image }) =>
      `Start the emulator where ${command} is on the PATH, as in an activated Python environment, or name one for ` +
      `${image} in flytepath.config.json ({"containers": {"images": [{"image": "*", "venv": ".venv"}]}}).`,
  ),
  EMULATOR_COMMAND_NOT_STARTED: entry<{ command: string; image: string; why: string }>(
    "TaskError",
    ({ command, image, why }) => `the command ${command} of the image ${image} could not be started: ${why}`,
    ({ command }) =>
      `See that ${command} runs in a terminal; a script of a Python environment that was moved must be made anew.`,
  ),
  EMULATOR_TEMPLATE_INPUT_UNKNOWN: entry<{ placeholder: string; input: string; known: readonly string[] }>(
    "TaskError",
    ({ placeholder, input, known }) =>
      `${placeholder} names ${input}, which is no input of the task; its inputs are ${known.join(", ") || "none"}`,
    "Write the name of an input after inputs. in the command of the container.",
  ),
  EMULATOR_STORAGE_NOT_A_FOLDER: entry<{ root: string }>(
    "DefinitionError",
    ({ root }) => `containers need storage that they reach by paths of this machine, got ${root}`,
    'Give the emulator a folder whose addresses are paths: folderBlobs(folder, { uris: "path" }).',
  ),
};
