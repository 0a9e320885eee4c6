export { type Compiled, check, compile } from "./compile.js";
