export { endLeftGroups, noteGroup } from "./left-groups.js";
export { endGroup, signalGroup, trackGroup } from "./process-group.js";
export { watchMemory } from "./watch-memory.js";
