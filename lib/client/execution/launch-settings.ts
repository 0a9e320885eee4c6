import type { SecretRequest } from "../../dag/index.js";

/** Whom Flyte tells, and at the end of which phases. */
export interface Notification {
  readonly phases: readonly ("SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT")[];
  /** Addresses. */
  readonly email?: readonly string[];
  readonly slack?: readonly string[];
  readonly pagerDuty?: readonly string[];
}

/** What a start may say beyond the entity and its inputs: the arguments of the Airflow provider's FlyteOperator, and more. */
export interface LaunchSettings {
  /** Nodes running at once; absent: the platform's default. */
  readonly maxParallelism?: number;
  /** Where tasks put their files: `s3://bucket/prefix`. */
  readonly rawOutputPrefix?: string;
  /** Kubernetes service account. */
  readonly serviceAccount?: string;
  readonly iamRole?: string;
  readonly oauth2Client?: { readonly clientId: string; readonly secret?: SecretRequest };
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly secrets?: readonly SecretRequest[];
  readonly notifications?: readonly Notification[];
  /** Silences also the launch plan's notifications. */
  readonly disableNotifications?: boolean;
  readonly interruptible?: boolean;
  readonly overwriteCache?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
}
