export { type Config, readConfig } from "./read-config.js";
export { largestSize, type ServerConfig } from "./server.js";
