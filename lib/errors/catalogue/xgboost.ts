/** Mistakes in data, parameters and model files of the trainer. */
export const xgboost = {};
