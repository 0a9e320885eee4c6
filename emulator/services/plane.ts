import type { Store } from "../state/index.js";

/** What every service of the control plane works on. */
export interface Plane {
  readonly store: Store;
}
