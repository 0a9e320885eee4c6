export { approximateContributions } from "./approximate.js";
export { contributions } from "./contributions.js";
export type { Explained, ExplainedRows } from "./explained.js";
export { diagonal, interactions } from "./interactions.js";
