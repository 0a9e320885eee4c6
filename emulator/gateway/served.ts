import { createRegistry, type DescFile, type DescService } from "@bufbuild/protobuf";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { AuthMetadataService } from "../../lib/idl/gen/flyteidl/service/auth_pb.js";
import { DataProxyService } from "../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { IdentityService } from "../../lib/idl/gen/flyteidl/service/identity_pb.js";
import { SignalService } from "../../lib/idl/gen/flyteidl/service/signal_pb.js";
import { file_google_rpc_error_details } from "../../lib/idl/gen/google/rpc/error_details_pb.js";

/** The services that have a face in HTTP and JSON, in the order in which Flyte puts them on its gateway. */
export const services: readonly DescService[] = [
  AdminService,
  AuthMetadataService,
  IdentityService,
  DataProxyService,
  SignalService,
];

/** Every message that they know, with those of the details of errors. */
export const types = createRegistry(
  ...withImports([...services.map(({ file }) => file), file_google_rpc_error_details]),
);

/** Files and all that they import, each once, after those that it imports. */
export function withImports(files: readonly DescFile[], found = new Set<DescFile>()): ReadonlySet<DescFile> {
  for (const file of files) {
    if (found.has(file)) continue;
    withImports(file.dependencies, found);
    found.add(file);
  }
  return found;
}
