import { create } from "@bufbuild/protobuf";
import type { SecretRequest, Security } from "../dag/index.js";
import { carrier } from "./carried.js";
import { enumNames } from "./enum-names.js";
import {
  IdentitySchema,
  type Secret,
  Secret_MountType,
  type SecurityContext,
  SecurityContextSchema,
} from "./gen/flyteidl/core/security_pb.js";
import { known } from "./known.js";

const contexts = carrier(SecurityContextSchema, ["runAs", "secrets"]);
const identities = carrier(IdentitySchema, ["iamRole", "k8sServiceAccount"]);
const mounts = enumNames("Secret.mount_requirement", {
  any: Secret_MountType.ANY,
  env: Secret_MountType.ENV_VAR,
  file: Secret_MountType.FILE,
});

/** Identity and secrets as Flyte's `core.SecurityContext`. */
export function encodeSecurity({ serviceAccount, iamRole, secrets = [], rest }: Security): SecurityContext {
  const message = contexts.write(rest);
  message.secrets = secrets.map(encodeSecret);
  if (serviceAccount !== undefined || iamRole !== undefined) {
    message.runAs ??= create(IdentitySchema);
    message.runAs.k8sServiceAccount = serviceAccount ?? "";
    message.runAs.iamRole = iamRole ?? "";
  }
  return message;
}

/** What a `core.SecurityContext` asks for. */
export function decodeSecurity(message: SecurityContext, path: string): Security {
  const { runAs, secrets } = known(message, path);
  const others = contexts.read(message);
  const identity = runAs === undefined ? undefined : identities.read(known(runAs, path));
  const rest = identity === undefined ? others : { ...others, runAs: identity };
  return {
    ...(runAs?.k8sServiceAccount ? { serviceAccount: runAs.k8sServiceAccount } : {}),
    ...(runAs?.iamRole ? { iamRole: runAs.iamRole } : {}),
    ...(secrets.length === 0 ? {} : { secrets: secrets.map((secret) => decodeSecret(secret, path)) }),
    ...(rest === undefined ? {} : { rest }),
  };
}

function encodeSecret({ key, group, groupVersion, mount, envVar }: SecretRequest): Secret {
  return {
    $typeName: "flyteidl.core.Secret",
    key,
    group: group ?? "",
    groupVersion: groupVersion ?? "",
    mountRequirement: mounts.encode(mount ?? "any"),
    envVar: envVar ?? "",
  };
}

function decodeSecret(message: Secret, path: string): SecretRequest {
  const { key, group, groupVersion, mountRequirement, envVar } = known(message, path);
  const mount = mounts.decode(mountRequirement, path);
  return {
    key,
    ...(group === "" ? {} : { group }),
    ...(groupVersion === "" ? {} : { groupVersion }),
    ...(mount === "any" ? {} : { mount }),
    ...(envVar === "" ? {} : { envVar }),
  };
}
