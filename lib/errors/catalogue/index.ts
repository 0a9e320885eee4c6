import { backend } from "./backend.js";
import { blob } from "./blob.js";
import { command } from "./command.js";
import { container } from "./container.js";
import { dag } from "./dag.js";
import { emulator } from "./emulator.js";
import { field } from "./field.js";
import { journal } from "./journal.js";
import { kept } from "./kept.js";
import { pipeline } from "./pipeline.js";
import { run } from "./run.js";
import { state } from "./state.js";
import { step } from "./step.js";
import { task } from "./task.js";
import { value } from "./value.js";
import { wire } from "./wire.js";
import { xgboost } from "./xgboost.js";
import { xgboostLearning } from "./xgboost-learning.js";

/** Every mistake that flytepath reports, by code; a code is never renamed or used again for something else. */
export const catalogue = {
  ...field,
  ...task,
  ...step,
  ...pipeline,
  ...dag,
  ...value,
  ...run,
  ...blob,
  ...wire,
  ...backend,
  ...emulator,
  ...container,
  ...state,
  ...journal,
  ...kept,
  ...command,
  ...xgboost,
  ...xgboostLearning,
};
