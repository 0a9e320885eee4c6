import type { ConnectRouter } from "@connectrpc/connect";
import { ServerReflection } from "../../lib/idl/gen/grpc/reflection/v1/reflection_pb.js";
import { ServerReflection as Alpha } from "../../lib/idl/gen/grpc/reflection/v1alpha/reflection_pb.js";

/** Puts gRPC's reflection on a router, in the version that is and in the one that older clients ask for. */
export function reflectionRoutes(router: ConnectRouter): void {
  const load = async () => {
    const { reflectionOf } = await import("../gateway/index.js");
    return reflectionOf([...new Set(router.handlers.map(({ service }) => service))]);
  };
  router.service(ServerReflection, {
    async *serverReflectionInfo(questions) {
      yield* (await load()).answers(questions);
    },
  });
  router.service(Alpha, {
    async *serverReflectionInfo(questions) {
      yield* (await load()).alphaAnswers(questions);
    },
  });
}
