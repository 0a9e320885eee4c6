export { answerPlain, type GatewayOptions, type PlainAnswer, type PlainRequest } from "./gateway.js";
export { openApi } from "./openapi.js";
export { type Reflection, reflectionOf } from "./reflection.js";
