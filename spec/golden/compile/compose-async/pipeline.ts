import { Pipeline } from "flytepath";

/** A compose that is not done when it returns. */
// @ts-expect-error -- compose is async
@Pipeline()
export class ComposeAsync {
  async compose(): Promise<void> {}
}
