/** An error as a value, which Flyte hands to failure handlers; nothing is thrown. */
export class FlyteError {
  readonly message: string;
  /** Node that failed; empty when unknown. */
  readonly failedNodeId: string;

  constructor(message: string, { failedNodeId = "" }: { readonly failedNodeId?: string } = {}) {
    this.message = message;
    this.failedNodeId = failedNodeId;
  }
}
