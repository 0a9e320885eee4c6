import type { ServiceImpl } from "@connectrpc/connect";
import type { Health } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { HealthCheckResponse_ServingStatus } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { notFound } from "../state/index.js";

/** `grpc.health.v1`: SERVING for the server as a whole and for `flyteadmin`; NOT_FOUND for other names. */
export function healthService(): Partial<ServiceImpl<typeof Health>> {
  return {
    check({ service }) {
      if (service !== "" && service !== "flyteadmin") throw notFound("unknown service");
      return { status: HealthCheckResponse_ServingStatus.SERVING };
    },
  };
}
