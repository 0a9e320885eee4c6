import type { ConnectRouter, Interceptor } from "@connectrpc/connect";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { Health } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { adminService } from "./admin-service.js";
import { dataProxyService } from "./data-proxy.js";
import { healthService } from "./health.js";
import type { Plane } from "./plane.js";
import { signalService } from "./signals.js";

// What an answer tells, be it of a change or of what others changed, is kept before it is told.
function committing({ store }: Plane): Interceptor {
  return (next) => async (request) => {
    const answer = await next(request);
    store.commit();
    return answer;
  };
}

/** Puts every service of a control plane on a router. */
export function routes(plane: Plane): (router: ConnectRouter) => void {
  const interceptors = [committing(plane)];
  return (router) => {
    router.service(AdminService, adminService(plane), { interceptors });
    router.service(DataProxyService, dataProxyService(plane));
    router.service(SignalService, signalService(plane), { interceptors });
    router.service(Health, healthService());
  };
}
