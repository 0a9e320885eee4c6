import { Code, ConnectError } from "@connectrpc/connect";

/** What a transport rejects with that reaches nobody: gRPC's UNAVAILABLE. */
export async function unavailable(why: string): Promise<Error> {
  return new ConnectError(why, Code.Unavailable);
}
