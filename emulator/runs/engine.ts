// What runs need of the engine: loaded with the first of them, so that an emulator answers its first call sooner.
export { isForeign } from "../../lib/engine/index.js";
export { catalogOf } from "./catalog.js";
export { runChild } from "./children.js";
export { createContainers } from "./containers/containers.js";
export { createDags, placeOf } from "./dag-of.js";
export { checkpointsOf, recoveredRun } from "./recovery.js";
export { dataPlaces } from "./data-places.js";
export { drive } from "./drive.js";
export { runSettings } from "./run-settings.js";
export { siteOf } from "./site-of.js";
export { createSignals } from "./signals.js";
