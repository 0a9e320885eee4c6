import { type DescMessage, equals, type MessageShape } from "@bufbuild/protobuf";
import { AnnotationsSchema, EnvsSchema, LabelsSchema } from "../../idl/gen/flyteidl/admin/common_pb.js";
import { type ExecutionSpec, NotificationListSchema } from "../../idl/gen/flyteidl/admin/execution_pb.js";
import { IdentifierSchema } from "../../idl/gen/flyteidl/core/identifier_pb.js";
import { SecurityContextSchema } from "../../idl/gen/flyteidl/core/security_pb.js";

/**
 * Names what a stored execution has otherwise than the one that was to be started; empty when they are the same. What
 * Flyte fills in by itself (principal, default parallelism, an empty identity) is no difference.
 */
export function specDifferences(sent: ExecutionSpec, stored: ExecutionSpec): readonly string[] {
  const same: Readonly<Record<string, boolean>> = {
    entity: alike(IdentifierSchema, sent.launchPlan, stored.launchPlan),
    labels: alike(LabelsSchema, sent.labels, stored.labels),
    "annotations or inputs": alike(AnnotationsSchema, sent.annotations, stored.annotations),
    "max parallelism": sent.maxParallelism === 0 || sent.maxParallelism === stored.maxParallelism,
    "raw output prefix": prefixOf(sent) === prefixOf(stored),
    "security context":
      sent.securityContext === undefined || alike(SecurityContextSchema, sent.securityContext, stored.securityContext),
    "disabled notifications": isSilent(sent) === isSilent(stored),
    notifications: alike(NotificationListSchema, notificationsOf(sent), notificationsOf(stored)),
    interruptible: sent.interruptible === stored.interruptible,
    "overwrite cache": sent.overwriteCache === stored.overwriteCache,
    env: alike(EnvsSchema, sent.envs, stored.envs),
    tags: JSON.stringify(sent.tags) === JSON.stringify(stored.tags),
  };
  return Object.keys(same).filter((name) => same[name] === false);
}

function alike<Desc extends DescMessage>(
  schema: Desc,
  sent: MessageShape<Desc> | undefined,
  stored: MessageShape<Desc> | undefined,
): boolean {
  if (sent === undefined || stored === undefined) return isEmpty(sent) && isEmpty(stored);
  return equals(schema, sent, stored);
}

function isEmpty(message: object | undefined): boolean {
  const values = Object.entries(message ?? {}).filter(([key]) => !key.startsWith("$"));
  return values.every(([, value]) => value === undefined || Object.keys(Object(value)).length === 0);
}

function isSilent({ notificationOverrides }: ExecutionSpec): boolean {
  return notificationOverrides.case === "disableAll" && notificationOverrides.value;
}

function notificationsOf({ notificationOverrides }: ExecutionSpec) {
  return notificationOverrides.case === "notifications" ? notificationOverrides.value : undefined;
}

function prefixOf({ rawOutputDataConfig }: ExecutionSpec): string {
  return rawOutputDataConfig?.outputLocationPrefix ?? "";
}
