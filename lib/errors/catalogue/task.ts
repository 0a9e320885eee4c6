import { entry } from "../entry.js";

/** Mistakes in tasks, and failures of their bodies. */
export const task = {
  TASK_UNDECORATED: entry<{ class: string }>(
    "DefinitionError",
    ({ class: name }) => `${name} is no task`,
    "Put @Task({ inputs, outputs }) on the class.",
  ),
};
