import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";

/** The services that pages ask, as any client would. */
export interface Services {
  readonly admin: Client<typeof AdminService>;
  readonly proxy: Client<typeof DataProxyService>;
}

/** Clients over a transport. */
export function servicesOver(transport: Transport): Services {
  return { admin: createClient(AdminService, transport), proxy: createClient(DataProxyService, transport) };
}
