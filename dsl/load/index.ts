export { loadFile } from "./load-file.js";
