import { type CallOptions, type Client, ConnectError, createClient } from "@connectrpc/connect";
import { AdminService } from "../../idl/gen/flyteidl/service/admin_pb.js";
import { FlytepathError } from "../../errors/index.js";
import type { Backend } from "../backend.js";
import { callFailure } from "./call-failure.js";
import { withDeadline } from "./deadline.js";

/** The control plane's main service. */
export type Admin = Client<typeof AdminService>;

/** What a call is for, and what ends it early. */
export interface CallAims {
  /** In the words of an error message: "start the execution …". */
  readonly doing: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls the control plane once. Its refusals are thrown as `BackendError`; when the signal fires, its reason is thrown.
 */
export async function callAdmin<T>(
  backend: Backend,
  { doing, signal }: CallAims,
  work: (admin: Admin, options: CallOptions) => Promise<T>,
): Promise<T> {
  const admin = createClient(AdminService, backend.transport);
  try {
    return await withDeadline(signal, (bounded) => work(admin, { signal: bounded }));
  } catch (error) {
    if (signal?.aborted === true) throw signal.reason;
    // A backend in this process that could not be opened says so itself.
    if (FlytepathError.is(error)) throw error;
    throw callFailure(ConnectError.from(error), { backend: backend.name, doing });
  }
}
