export { erf } from "./erf.js";
export { expf } from "./expf.js";
export { expm1f } from "./expm1f.js";
export { hypotf } from "./hypotf.js";
export { lgammaf } from "./lgammaf.js";
export { log1pf } from "./log1pf.js";
export { logf } from "./logf.js";
export { tanhf } from "./tanhf.js";
