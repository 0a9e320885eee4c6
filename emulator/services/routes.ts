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

// What an answer tells, be it of a change or of what others changed, is kept before it is told. What cannot be kept for want of
// room is refused before it is done; what was done already when the room ended is kept with the first call that finds some.
function keeping({ store }: Plane): Interceptor {
  let isLeft = false;
  const keep = () => {
    isLeft = true;
    store.commit();
    isLeft = false;
  };
  return (next) => async (request) => {
    if (!reading.test(request.method.name)) {
      if (isLeft) keep();
      store.expectRoom();
    }
    const answer = await next(request);
    keep();
    return answer;
  };
}

const reading = /^(Get(?!OrCreate)|List)/;

/** Puts every service of a control plane on a router. */
export function routes(plane: Plane): (router: ConnectRouter) => void {
  const interceptors = [keeping(plane)];
  return (router) => {
    router.service(AdminService, adminService(plane), { interceptors });
    router.service(DataProxyService, dataProxyService(plane));
    router.service(SignalService, signalService(plane), { interceptors });
    router.service(Health, healthService());
  };
}
