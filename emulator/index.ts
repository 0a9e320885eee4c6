export { createEmulator } from "./emulator.js";
