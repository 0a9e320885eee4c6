export type { ClassLabel } from "./stratified.js";
export { type Rows, type SplitOptions, trainTestSplit } from "./train-test-split.js";
