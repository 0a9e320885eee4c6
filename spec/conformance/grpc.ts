import { createRegistry, type DescMethodUnary, fromBinary, fromJson, type JsonValue, toJson } from "@bufbuild/protobuf";
import { DurationSchema } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError, type Transport } from "@connectrpc/connect";
import { EventFailureReasonSchema } from "../../lib/idl/gen/flyteidl/admin/event_pb.js";
import { InactiveProjectSchema } from "../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { CreateWorkflowFailureReasonSchema } from "../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { AuthMetadataService } from "../../lib/idl/gen/flyteidl/service/auth_pb.js";
import { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { IdentityService } from "../../lib/idl/gen/flyteidl/service/identity_pb.js";
import { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";
import type { JsonObject } from "../../lib/types/index.js";
import type { Answer } from "./step.js";

/** Every RPC of Flyte's control plane by its name. */
export const methods: ReadonlyMap<string, DescMethodUnary> = new Map(
  [AdminService, DataProxyService, SignalService, AuthMetadataService, IdentityService].flatMap(({ methods }) =>
    methods.map((method) => [method.name, method as DescMethodUnary] as const),
  ),
);
const detailTypes = [EventFailureReasonSchema, InactiveProjectSchema, CreateWorkflowFailureReasonSchema];

/** What `Any` holds in the recording. */
export const registry = createRegistry(DurationSchema);

/** Sends one call and gives its answer in proto JSON with the names of the fields, not normalised. */
export async function callRpc(transport: Transport, rpc: string, request: JsonObject): Promise<Answer> {
  const method = methods.get(rpc)!;
  const message = fromJson(method.input, request as JsonValue, { registry });
  try {
    const answer = await transport.unary(method, undefined, undefined, undefined, message);
    return { response: toJson(method.output, answer.message, { useProtoFieldName: true, registry }) as JsonObject };
  } catch (thrown) {
    return { error: refusalOf(ConnectError.from(thrown)) };
  }
}

function refusalOf(error: ConnectError): NonNullable<Answer["error"]> {
  const code = Code[error.code].replace(/(?!^)([A-Z])/g, "_$1").toUpperCase();
  const details = error.details.flatMap((detail) => {
    const desc = "type" in detail ? detailTypes.find(({ typeName }) => typeName === detail.type) : undefined;
    if (desc === undefined || !("value" in detail) || !(detail.value instanceof Uint8Array)) return [];
    const json = toJson(desc, fromBinary(desc, detail.value), { useProtoFieldName: true }) as JsonObject;
    return [{ "@type": desc.typeName, ...json }];
  });
  return { code, message: error.rawMessage, ...(details.length === 0 ? {} : { details }) };
}
