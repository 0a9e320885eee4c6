import type { SecretRequest } from "../../dag/index.js";

/** A person or channel that is told how an execution ended. */
export interface Notification {
  /** Terminal phases that it tells of. */
  readonly phases: readonly ("SUCCEEDED" | "FAILED" | "ABORTED" | "TIMED_OUT")[];
  readonly by: "email" | "pagerDuty" | "slack";
  readonly recipients: readonly string[];
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
  readonly oauth2Client?: { readonly clientId: string; readonly clientSecret?: SecretRequest };
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
