export type { Backend, Scope } from "./backend.js";
