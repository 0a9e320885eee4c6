export { approximateContributions } from "./approximate.js";
export { contributions } from "./contributions.js";
export { diagonal, interactions } from "./interactions.js";
