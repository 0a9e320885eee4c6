export { CallbackContainer } from "./callback-container.js";
export { EarlyStopping, type EarlyStoppingOptions } from "./early-stopping.js";
export { EvaluationMonitor, type EvaluationMonitorOptions } from "./evaluation-monitor.js";
export { LearningRateScheduler } from "./learning-rate-scheduler.js";
export { PackedBooster } from "./packed-booster.js";
export type { EvaluationLog, LoggedScore, TrainedModel, TrainingCallback } from "./training-callback.js";
export { type CheckPointOptions, TrainingCheckPoint } from "./training-check-point.js";
