export { type Cell, type Database, type Statement, type Written } from "./database.js";
export { type DatabaseOptions, openDatabase } from "./open-database.js";
