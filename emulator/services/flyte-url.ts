import { create } from "@bufbuild/protobuf";
import {
  type NodeExecutionIdentifier,
  NodeExecutionIdentifierSchema,
} from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { invalid } from "../state/index.js";

/** What a `flyte://v1/…` address names. */
export interface FlyteUrl {
  readonly node: NodeExecutionIdentifier;
  /** Absent: the node's own data, not that of an attempt. */
  readonly attempt?: number;
  /** Inputs, outputs, or the deck. */
  readonly kind: "i" | "o" | "d";
  /** One variable of them. */
  readonly name?: string;
}

// Flyte does not ask where in the text the address starts.
const shape = /flyte:\/\/v1\/([\w-]+)\/([\w-]+)\/([\w-]+)\/([\w-]+)(?:\/(\d+))?\/(?:([io])(?:\/([\w-]+))?|(d))$/;

/** Reads a `flyte://` address; INVALID_ARGUMENT. */
export function readFlyteUrl(url: string): FlyteUrl {
  const where = "failed to validate resolve artifact request. Error: ";
  if (url === "") throw invalid(`${where}source is required. Provided empty string`);
  if (!url.startsWith("flyte://")) throw invalid(`${where}request does not start with the correct prefix`);
  const [, project, domain, execution, nodeId, attempt, kind, name, deck] = shape.exec(url) ?? [];
  if (project === undefined || domain === undefined || execution === undefined || nodeId === undefined) {
    throw invalid(`failed to parse artifact url Error: failed to parse [${url}]`);
  }
  const executionId = { project, domain, name: execution };
  return {
    node: create(NodeExecutionIdentifierSchema, { nodeId, executionId }),
    ...(attempt === undefined ? {} : { attempt: Number(attempt) }),
    kind: deck === undefined && kind === "i" ? "i" : deck === undefined ? "o" : "d",
    ...(name === undefined ? {} : { name }),
  };
}
