export type { Plane } from "./plane.js";
export { routes } from "./routes.js";
