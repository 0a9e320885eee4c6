import { create } from "@bufbuild/protobuf";
import type { SecretRequest } from "../../dag/index.js";
import { type ExecutionSpec, ExecutionSpecSchema } from "../../idl/gen/flyteidl/admin/execution_pb.js";
import {
  type Notification as NotificationMessage,
  NotificationSchema,
} from "../../idl/gen/flyteidl/admin/common_pb.js";
import type { Identifier } from "../../idl/gen/flyteidl/core/identifier_pb.js";
import {
  type Secret,
  Secret_MountType,
  SecretSchema,
  type SecurityContext,
  SecurityContextSchema,
} from "../../idl/gen/flyteidl/core/security_pb.js";
import { encodeRunPhase } from "../../idl/index.js";
import { defined } from "../../types/index.js";
import type { LaunchSettings, Notification } from "./launch-settings.js";

// Annotation that holds the digest of an execution's inputs: Flyte keeps it as it was sent, but not always the inputs.
const inputsAnnotation = "flytepath/inputs";

/** The wire's ExecutionSpec of a start. */
export function executionSpec(
  target: Identifier,
  settings: LaunchSettings,
  { inputsDigest }: { readonly inputsDigest: string },
): ExecutionSpec {
  const { rawOutputPrefix, env } = settings;
  return create(ExecutionSpecSchema, {
    launchPlan: target,
    metadata: { principal: "flytepath" },
    labels: { values: { ...settings.labels } },
    annotations: { values: { ...settings.annotations, [inputsAnnotation]: inputsDigest } },
    maxParallelism: settings.maxParallelism ?? 0,
    overwriteCache: settings.overwriteCache ?? false,
    tags: [...(settings.tags ?? [])],
    ...defined({
      notificationOverrides: notificationOverrides(settings),
      securityContext: securityContext(settings),
      interruptible: settings.interruptible,
      rawOutputDataConfig: rawOutputPrefix === undefined ? undefined : { outputLocationPrefix: rawOutputPrefix },
      envs: env && { values: Object.entries(env).map(([key, value]) => ({ key, value })) },
    }),
  });
}

function notificationOverrides({ notifications = [], disableNotifications }: LaunchSettings) {
  if (disableNotifications === true) return { case: "disableAll" as const, value: true };
  // An empty list would silence the launch plan's own.
  if (notifications.length === 0) return undefined;
  return { case: "notifications" as const, value: { notifications: notifications.flatMap(notificationMessages) } };
}

function securityContext(settings: LaunchSettings): SecurityContext | undefined {
  const { serviceAccount, iamRole, oauth2Client, secrets = [] } = settings;
  const runsAs = serviceAccount !== undefined || iamRole !== undefined || oauth2Client !== undefined;
  if (!runsAs && secrets.length === 0) return undefined;
  const client = oauth2Client && {
    clientId: oauth2Client.clientId,
    ...defined({ clientSecret: oauth2Client.secret && secretMessage(oauth2Client.secret) }),
  };
  return create(SecurityContextSchema, {
    runAs: {
      k8sServiceAccount: serviceAccount ?? "",
      iamRole: iamRole ?? "",
      ...defined({ oauth2Client: client }),
    },
    secrets: secrets.map(secretMessage),
  });
}

const mounts = { env: Secret_MountType.ENV_VAR, file: Secret_MountType.FILE } as const;

function secretMessage({ key, group, groupVersion, mount, envVar }: SecretRequest): Secret {
  return create(SecretSchema, {
    key,
    group: group ?? "",
    groupVersion: groupVersion ?? "",
    envVar: envVar ?? "",
    mountRequirement: mount === undefined ? Secret_MountType.ANY : mounts[mount],
  });
}

// The wire has one message for each way of telling.
function notificationMessages({ phases, ...ways }: Notification): readonly NotificationMessage[] {
  return (["email", "slack", "pagerDuty"] as const)
    .filter((way) => (ways[way] ?? []).length > 0)
    .map((way) =>
      create(NotificationSchema, {
        phases: phases.map(encodeRunPhase),
        type: { case: way, value: { recipientsEmail: [...ways[way]!] } } as NotificationMessage["type"],
      }),
    );
}
