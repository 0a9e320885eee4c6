export { loadFile } from "./load-file.js";
export { isLoading } from "./loading.js";
export { minify } from "./minify.js";
