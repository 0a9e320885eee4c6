export { type CvOptions, cv } from "./cv.js";
export type { Fold, FoldOptions } from "./folds.js";
