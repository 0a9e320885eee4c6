export type { Files, Plane } from "./plane.js";
export { type PlatformSettings, platformOf, type TaskResources } from "./platform.js";
export { routes } from "./routes.js";
export { signedUrls } from "./signed-urls.js";
export { start } from "./start.js";
export { terminate } from "./terminate.js";
