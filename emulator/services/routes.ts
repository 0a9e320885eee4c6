import type { ConnectRouter } from "@connectrpc/connect";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { Health } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { adminService } from "./admin-service.js";
import { dataProxyService } from "./data-proxy.js";
import { healthService } from "./health.js";
import type { Plane } from "./plane.js";
import { signalService } from "./signals.js";

/** Puts every service of a control plane on a router. */
export function routes(plane: Plane): (router: ConnectRouter) => void {
  return (router) => {
    router.service(AdminService, adminService(plane));
    router.service(DataProxyService, dataProxyService(plane));
    router.service(SignalService, signalService(plane));
    router.service(Health, healthService());
  };
}
