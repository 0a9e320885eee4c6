import type { BlobStore } from "../../lib/blobs/index.js";
import type { Literal } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import type { ExecutionId, ExecutionRow, Store } from "../state/index.js";
import type { Platform } from "./platform.js";
import type { SignedUrls } from "./signed-urls.js";

/** What drives executions: an engine in this process. */
export interface Executor {
  /** Starts a run that was just stored. */
  start(row: ExecutionRow): void;
  /** Asks a run to end; its events say when it did. */
  abort(row: ExecutionRow, cause: string): void;
  /** Wakes whoever waits for a signal of a run. */
  signalled(execution: ExecutionId, signal: string, value: Literal): void;
}

/** Where files lie, and how plain HTTP reaches them. */
export interface Files {
  readonly blobs: BlobStore;
  /** Everything lies below this uri. */
  readonly root: string;
  readonly urls: SignedUrls;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Address of an open port, for clients that are not connected by one. */
  origin(): string;
}

/** What every service of the control plane works on. */
export interface Plane {
  readonly store: Store;
  readonly files: Files;
  readonly platform: Platform;
  /** Absent where another program sends the events. */
  readonly executor?: Executor;
  /** Whether the emulator ends, so that nothing may start any more. */
  isClosing(): boolean;
  /** From 0 to 1, for names that nobody chose. */
  random(): number;
}
