import { create } from "@bufbuild/protobuf";
import { FlyteURLsSchema } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import type { NodeExecutionIdentifier } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";

/** Addresses that flytekit and the console fetch data by. */
export function urlsOf(id: NodeExecutionIdentifier | undefined, hasDeck: boolean, attempt?: number) {
  const { project = "", domain = "", name = "" } = id?.executionId ?? {};
  const tail = attempt === undefined ? "" : `/${attempt}`;
  const base = `flyte://v1/${project}/${domain}/${name}/${id?.nodeId ?? ""}${tail}`;
  return create(FlyteURLsSchema, { inputs: `${base}/i`, outputs: `${base}/o`, deck: hasDeck ? `${base}/d` : "" });
}
