import type { LaunchPlan } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { LaunchPlanState } from "../../../lib/idl/gen/flyteidl/admin/launch_plan_pb.js";
import { type Identifier, ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { type EntityRow, entityKey, internal, notFound, type Store } from "../../state/index.js";
import { absent } from "../identify.js";
import { lookUp } from "../look-up.js";

type Row = EntityRow<LaunchPlan>;

/** Launch plans in their versions, of which one of a name is active at most. */
export interface PlanVersions {
  /** The plan of an id; NOT_FOUND. */
  find(id: Identifier): Row;
  /** The first that fits the fields that are given; NOT_FOUND. */
  first(id: Identifier | undefined): Row;
  /** Those of a domain, or of a name in it. */
  of(project: string, domain: string, name?: string): readonly Row[];
  /** Makes one the active one of its name; INTERNAL for a schedule that FlyteAdmin cannot add. */
  activate(row: Row): void;
  deactivate(row: Row): void;
}

/** Whether it is the one that its name stands for. */
export function isActive({ message }: Row): boolean {
  return message.closure?.state === LaunchPlanState.ACTIVE;
}

/** The launch plans of a store. */
export function planVersions({ launchPlans, now }: Pick<Store, "launchPlans" | "now">): PlanVersions {
  return {
    find(id) {
      const row = launchPlans.get(entityKey(id));
      if (row === undefined) throw notFound(absent(ResourceType.LAUNCH_PLAN, id));
      return row;
    },
    first(id) {
      const row = lookUp(launchPlans, id);
      if (row !== undefined) return row;
      throw notFound(absent(ResourceType.LAUNCH_PLAN, id ?? { project: "", domain: "", name: "", version: "" }));
    },
    of: versions,
    activate(row) {
      const expression = row.message.spec?.entityMetadata?.schedule?.ScheduleExpression;
      if (expression?.case === "cronExpression" && expression.value !== "") {
        throw internal(`failed adding schedule for unknown schedule expression type &{${expression.value}}`);
      }
      const { project = "", domain = "", name = "" } = row.message.id ?? {};
      for (const other of versions(project, domain, name)) {
        if (isActive(other)) setState(other, LaunchPlanState.INACTIVE);
      }
      setState(row, LaunchPlanState.ACTIVE);
    },
    deactivate(row) {
      if (isActive(row)) setState(row, LaunchPlanState.INACTIVE);
    },
  };

  function versions(project: string, domain: string, name?: string): readonly Row[] {
    return [...launchPlans.values()].filter(
      ({ message: { id } }) =>
        id?.project === project && id.domain === domain && (name === undefined || id.name === name),
    );
  }

  function setState(row: Row, state: LaunchPlanState): void {
    row.updatedAt = now();
    const { closure } = row.message;
    if (closure === undefined) return;
    closure.state = state;
    closure.updatedAt = row.updatedAt;
    if (row.message.id !== undefined) launchPlans.set(entityKey(row.message.id), row);
  }
}
