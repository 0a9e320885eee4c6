import { createHash } from "node:crypto";
import { canonical } from "./canonical.js";
import type { Dag } from "./dag.js";

/** SHA-256 of the canonical JSON, in hex. */
export function digest(json: unknown): string {
  return createHash("sha256").update(canonical(json)).digest("hex");
}

/** The version that a Dag is registered under: the same code gives the same version. */
export function versionOf(dag: Dag): string {
  return digest(dag);
}
