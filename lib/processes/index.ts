export { endLeftProcesses, startedBy } from "./left-processes.js";
export { endGroup, signalGroup, trackGroup } from "./process-group.js";
export { watchMemory } from "./watch-memory.js";
