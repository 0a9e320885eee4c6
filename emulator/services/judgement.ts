// What knows types, and with them the engine's half of the library: it is loaded with the first request that needs it, so
// that an emulator answers its first call sooner.

export { castable } from "./compile/castable.js";
export { typeOfGiven } from "./compile/literal-type.js";
export { compileWorkflow } from "./compile/workflow.js";
export { launch } from "./launch.js";
export { expectedInputs } from "./launch-plan-inputs.js";
export { checkPlanSpec } from "./launch-plan-rules.js";
