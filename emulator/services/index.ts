export type { Files, Plane } from "./plane.js";
export { routes } from "./routes.js";
export { signedUrls } from "./signed-urls.js";
export { start } from "./start.js";
export { terminate } from "./terminate.js";
