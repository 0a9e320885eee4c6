export type { Files, Plane, Runs } from "./plane.js";
export { routes } from "./routes.js";
export { type SignedUrls, signedUrls } from "./signed-urls.js";
export { start } from "./start.js";
export { terminate } from "./terminate.js";
