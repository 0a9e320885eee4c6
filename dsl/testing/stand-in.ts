import { failure } from "../../lib/errors/index.js";
import { bindFiles, deliverFiles } from "../../lib/types/index.js";
import { dehydrate, hydrate, validateAll } from "../field/index.js";
import { fieldsOfStep, type StandIn, type StandInCall } from "../flyte/index.js";
import type { InputsOf, InputValues, OutputsOf, Step } from "../pipeline/index.js";

/**
 * Answers for a step in tests, typed by the step's own classes: `standIn(Train, ({ seed }) => ({ accuracy: seed / 10 }))`.
 * Inputs and outputs are judged as those of the real step are; what `answer` throws is the attempt's failure. Give it to
 * `run` or `start` as one of the `standIns`. Fails with `STEP_CLASS_UNKNOWN`.
 */
export function standIn<S extends Step>(
  step: S,
  answer: (inputs: InputsOf<S>, call: StandInCall) => Answer<S> | Promise<Answer<S>>,
): StandIn {
  const fields = fieldsOfStep(step);
  if (fields === undefined) throw failure("STEP_CLASS_UNKNOWN", { given: step.name });
  return {
    step,
    async answer(literals, call) {
      const inputs = hydrate(fields.inputs, literals, `${step.name}.inputs`);
      if (call.files !== undefined) bindFiles(inputs, call.files);
      await validateAll(fields.inputs, inputs, `${step.name}.inputs`);
      // The class of the inputs is the one that the step was declared with.
      const answered = (await answer(inputs as InputsOf<S>, call)) as object;
      const outputs = call.files === undefined ? answered : ((await deliverFiles(answered, call.files)) as object);
      const given = dehydrate(fields.outputs, outputs, `${step.name}.outputs`);
      await validateAll(fields.outputs, outputs, `${step.name}.outputs`);
      return given;
    },
  };
}

type Answer<S extends Step> = InputValues<OutputsOf<S>>;
