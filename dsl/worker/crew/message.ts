import type { Literals } from "../../../lib/types/index.js";
import type { Tale } from "../job.js";
import type { PackedThrown } from "../../../lib/errors/index.js";

/** A question to the run's storage, or to what attempts before have kept, which the one who started the worker answers. */
export type Question =
  | { readonly op: "read"; readonly uri: string }
  | { readonly op: "list"; readonly prefix: string }
  | { readonly op: "write"; readonly name: string; readonly bytes: Uint8Array }
  | { readonly op: "save"; readonly bytes: Uint8Array }
  | { readonly op: "restore" };

/** What a worker is told. */
export type ToWorker =
  | { readonly kind: "abort"; readonly reason: PackedThrown }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  | { readonly kind: "refusal"; readonly id: number; readonly error: PackedThrown };

/** What a worker tells. */
export type FromWorker =
  | Tale
  /** A line that was printed and not logged, where the streams of the worker do not carry it. */
  | { readonly kind: "line"; readonly line: string; readonly stream: "stdout" | "stderr" }
  /** A group of processes was started that must not outlive the job. */
  | { readonly kind: "group"; readonly leader: number }
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  | ({ readonly kind: "done"; readonly outputs: Literals } & Ending)
  | ({ readonly kind: "failed"; readonly error: PackedThrown } & Ending);

/** How a job left its worker. */
interface Ending {
  /** Whether nothing of the job is still going on there, so that another may follow. */
  readonly clean: boolean;
}
