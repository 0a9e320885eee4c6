export { endGroup, signalGroup, trackGroup } from "./process-group.js";
