import type { ServiceImpl } from "@connectrpc/connect";
import type { Health } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { HealthCheckResponse_ServingStatus } from "../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { notFound } from "../state/index.js";

const { SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;

/** `grpc.health.v1`: SERVING for the server as a whole and for `flyteadmin`; NOT_FOUND for other names. */
export function healthService(): ServiceImpl<typeof Health> {
  return {
    check({ service }) {
      if (!isKnown(service)) throw notFound("unknown service");
      return { status: SERVING };
    },
    // Nothing changes as long as the server is there; its end ends the watch.
    async *watch({ service }, { signal }) {
      yield { status: isKnown(service) ? SERVING : SERVICE_UNKNOWN };
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
  };
}

function isKnown(service: string): boolean {
  return service === "" || service === "flyteadmin";
}
