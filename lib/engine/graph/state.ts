import type { Binding, Node, Workflow } from "../../dag/index.js";
import type { Literals } from "../../types/index.js";
import type { Standing } from "./trigger.js";

/** A node while its workflow runs. */
export interface State {
  readonly node: Node;
  /** How many of the nodes it waits for stand where. */
  readonly tally: Record<Standing, number>;
  readonly behind: State[];
  /** Nodes whose outputs it takes and that have not ended; kept only where a trigger rule could start it before. */
  readonly dataFrom?: Set<string>;
  /** Whether it has been started or passed over. */
  decided: boolean;
  outputs?: Literals;
}

/** The states of a workflow's nodes, connected, by id in written order. */
export function connect({ nodes }: Workflow): ReadonlyMap<string, State> {
  const states = new Map<string, State>();
  for (const node of nodes) {
    states.set(node.id, {
      node,
      tally: { pending: 0, succeeded: 0, failed: 0, blocked: 0, skipped: 0 },
      behind: [],
      ...(node.trigger === undefined ? {} : { dataFrom: new Set(sources(node)) }),
      decided: false,
    });
  }
  for (const state of states.values()) {
    for (const id of state.node.after) {
      const upstream = states.get(id);
      if (upstream === undefined) continue;
      upstream.behind.push(state);
      state.tally.pending += 1;
    }
  }
  return states;
}

function sources({ inputs }: Node): readonly string[] {
  const open: Binding[] = Object.values(inputs);
  const found: string[] = [];
  for (const binding of open) {
    if (binding.kind === "promise" && binding.node !== "") found.push(binding.node);
    if (binding.kind === "list") open.push(...binding.items);
    if (binding.kind === "map") open.push(...Object.values(binding.entries));
  }
  return found;
}
