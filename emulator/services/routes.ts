import type { ConnectRouter } from "@connectrpc/connect";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { Health } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { adminService } from "./admin-service.js";
import { healthService } from "./health.js";
import type { Plane } from "./plane.js";

/** Puts every service of a control plane on a router. */
export function routes(plane: Plane): (router: ConnectRouter) => void {
  return (router) => {
    router.service(AdminService, adminService(plane));
    router.service(Health, healthService());
  };
}
