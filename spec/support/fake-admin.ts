import { Code, ConnectError, createRouterTransport, type ServiceImpl } from "@connectrpc/connect";
import type { Backend } from "../../lib/client/index.js";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { memoryOnly } from "./no-blobs.js";

/** A backend that answers only the calls it is given, and refuses the others as UNIMPLEMENTED. */
export function fakeBackend(admin: Partial<ServiceImpl<typeof AdminService>>): Backend {
  return {
    name: "fake",
    transport: createRouterTransport(({ service }) => void service(AdminService, admin)),
    blobs: memoryOnly({}),
    scope: { project: "flytesnacks", domain: "development" },
    console: "http://flyte",
    async [Symbol.asyncDispose]() {},
  };
}

/** What Flyte throws for a status: `status("NotFound", "missing entity")`. */
export function status(code: keyof typeof Code, message: string): ConnectError {
  return new ConnectError(message, Code[code]);
}
