import type { ExecutionCreateRequest } from "../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { type ExecutionRow, unavailable } from "../state/index.js";
import type { Plane } from "./plane.js";

/** Starts a run as CreateExecution does, once what judges it is loaded; UNAVAILABLE while the emulator closes. */
export async function start(plane: Plane, request: ExecutionCreateRequest): Promise<ExecutionRow> {
  const { launch } = await import("./judgement.js");
  if (plane.isClosing()) throw unavailable("the emulator is closed");
  return launch(plane, request);
}
