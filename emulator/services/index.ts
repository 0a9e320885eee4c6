export { routes } from "./routes.js";
export type { Plane } from "./plane.js";
