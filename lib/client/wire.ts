export { unavailable } from "./call/unavailable.js";
export { interfaceOf } from "./entity/interface-of.js";
export { register } from "./entity/register.js";
export { inputsOf, outputsOf } from "./execution/data.js";
export { failureOf } from "./execution/failure-of.js";
export { launch } from "./execution/launch.js";
export { launchedAs } from "./execution/launched-as.js";
export { terminate } from "./execution/terminate.js";
export { watch } from "./execution/watch.js";
