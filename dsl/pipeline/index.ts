export type { Bindable, Bindings, Handle, InputValues, Outputs, Ref, Refs } from "./bindings.js";
export { and, type Condition, eq, gt, gte, lt, lte, ne, not, type Operator, or, type Question } from "./condition.js";
export { type Flow, failWith, type MapOptions, type Refusal, type StepOptions, type WaitOptions } from "./flow.js";
export { type AnyPipelineClass, Pipeline, type PipelineOptions, type PipelineRecord, pipelineOf } from "./pipeline.js";
export type { InputsOf, OutputsOf, Step } from "./step.js";
