import type { ServiceImpl } from "@connectrpc/connect";
import type { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { applyNodeEvent, applyTaskEvent, applyWorkflowEvent, invalid } from "../../state/index.js";
import type { Plane } from "../plane.js";

type Rpcs = "createWorkflowEvent" | "createNodeEvent" | "createTaskEvent";

/** RPCs by which an executor outside tells what happens. */
export function eventRpcs({ store }: Plane): Pick<ServiceImpl<typeof AdminService>, Rpcs> {
  return {
    createWorkflowEvent({ event }) {
      applyWorkflowEvent(store, event);
      return {};
    },
    createNodeEvent({ event }) {
      if (event === undefined) throw invalid("missing event");
      applyNodeEvent(store, event);
      return {};
    },
    createTaskEvent({ event }) {
      applyTaskEvent(store, event);
      return {};
    },
  };
}
