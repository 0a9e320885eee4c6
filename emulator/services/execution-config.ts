import { create } from "@bufbuild/protobuf";
import type { AuthRole } from "../../lib/idl/gen/flyteidl/admin/common_pb.js";
import type { ExecutionCreateRequest } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import type { LaunchPlan } from "../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { MatchableResource } from "../../lib/idl/gen/flyteidl/admin/matchable_resource_pb.js";
import {
  IdentitySchema,
  type SecurityContext,
  SecurityContextSchema,
} from "../../lib/idl/gen/flyteidl/core/security_pb.js";
import { closest, type Store } from "../state/index.js";
import type { Platform } from "./platform.js";

/** What a run is executed with, of all that several places may say of it. */
export interface ExecutionConfig {
  readonly maxParallelism: number;
  readonly securityContext: SecurityContext;
}

interface Level {
  readonly maxParallelism?: number;
  readonly securityContext?: SecurityContext;
}

/**
 * The settings of a run: each from the first place that has it: the request, the launch plan, the closest attributes, those
 * of the project, the platform. Without a launch plan a task is run alone.
 */
export function executionConfig(
  [store, platform]: readonly [Store, Platform],
  request: ExecutionCreateRequest,
  plan: LaunchPlan | undefined,
): ExecutionConfig {
  const levels: readonly Level[] = [
    ...[request.spec, plan?.spec].flatMap((level) => (level === undefined ? [] : [level])),
    ...attributesOf(store, request, plan?.spec?.workflowId?.name ?? ""),
  ];
  const parallelism = levels.map(({ maxParallelism = 0 }) => maxParallelism).find((limit) => limit > 0);
  const security = levels.map(({ securityContext }) => securityContext).find(isIdentified);
  const full = create(SecurityContextSchema, security ?? { runAs: ofRole(roleOf(request, plan)) });
  return {
    maxParallelism: parallelism ?? platform.maxParallelism,
    securityContext: full.runAs === undefined ? { ...full, runAs: create(IdentitySchema) } : full,
  };
}

// The one closest row counts, with what it leaves open too, and then that of the project.
function attributesOf(store: Store, { project, domain }: ExecutionCreateRequest, workflow: string): readonly Level[] {
  const kind = MatchableResource.WORKFLOW_EXECUTION_CONFIG;
  const places = [
    { project, domain, workflow },
    { project, domain: "", workflow: "" },
  ];
  return places.flatMap((place) => {
    const target = closest(store.attributes, place, kind)?.attributes.target;
    return target?.case === "workflowExecutionConfig" ? [target.value] : [];
  });
}

// A context that names nobody, as the console sends it, is none.
function isIdentified(context: SecurityContext | undefined): boolean {
  const { k8sServiceAccount = "", iamRole = "", executionIdentity = "" } = context?.runAs ?? {};
  return k8sServiceAccount !== "" || iamRole !== "" || executionIdentity !== "";
}

// Fields of long ago, in the order in which they replaced each other.
function roleOf({ spec }: ExecutionCreateRequest, plan: LaunchPlan | undefined): Role {
  const { authRole, auth, role = "" } = plan?.spec ?? {};
  return spec?.authRole ?? authRole ?? auth ?? { assumableIamRole: role };
}

type Role = Partial<Pick<AuthRole, "assumableIamRole" | "kubernetesServiceAccount">>;

function ofRole({ assumableIamRole = "", kubernetesServiceAccount = "" }: Role) {
  return create(IdentitySchema, { iamRole: assumableIamRole, k8sServiceAccount: kubernetesServiceAccount });
}
