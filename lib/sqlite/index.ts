export type { Cell, Database, Statement, Written } from "./database.js";
export { type DatabaseOptions, openDatabase } from "./open-database.js";
