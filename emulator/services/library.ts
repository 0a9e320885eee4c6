import { ResourceType } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { notFound, type Store } from "../state/index.js";
import type { Library } from "./compile/library.js";
import { absent } from "./identify.js";
import { lookUp } from "./look-up.js";

/** The registered entities of a store, for the compiler. */
export function libraryOf(store: Store): Library {
  return {
    task(id) {
      const task = lookUp(store.tasks, id)?.message.closure?.compiledTask;
      if (task === undefined) throw notFound(absent(ResourceType.TASK, id));
      return task;
    },
    launchPlan(id) {
      const plan = lookUp(store.launchPlans, id)?.message;
      if (plan === undefined) throw notFound(absent(ResourceType.LAUNCH_PLAN, id));
      return plan;
    },
  };
}
