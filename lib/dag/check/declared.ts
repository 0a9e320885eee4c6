import type { Interface, Variables } from "../../types/index.js";
import type { Dag } from "../dag.js";
import type { Node, Target } from "../node.js";

/** What a node takes and gives, as far as it is known. */
export interface Declared {
  /** Undefined where anything may be given. */
  readonly inputs: Variables | undefined;
  /** Undefined where it is not known. */
  readonly outputs: Variables | undefined;
  /** Whether more or less may be given than is declared, as for a launch plan, which has defaults of its own. */
  readonly open: boolean;
}

/** What a node takes and gives, by what it runs. */
export function declaredBy(dag: Dag, { target }: Node): Declared {
  switch (target.kind) {
    case "task":
      return closed(dag.tasks[target.task]?.interface);
    case "workflow":
      return closed(dag.workflows[target.workflow]?.interface);
    case "launchPlan":
      return { ...closed(dag.launchPlans[target.launchPlan]?.interface), open: true };
    case "branch":
      return { inputs: undefined, outputs: common(dag, target), open: true };
    case "sleep":
      return { inputs: {}, outputs: {}, open: false };
    case "signal":
      return { inputs: {}, outputs: { [target.output]: { type: target.type } }, open: false };
    case "approve":
      return { inputs: undefined, outputs: undefined, open: true };
    case "array":
      return mapped(dag, target);
  }
}

function closed(declared: Interface | undefined): Declared {
  return { inputs: declared?.inputs, outputs: declared?.outputs, open: declared === undefined };
}

// The outputs that every way through the branch has.
function common(dag: Dag, { cases, otherwise }: Extract<Target, { kind: "branch" }>): Variables | undefined {
  const last = otherwise !== undefined && "id" in otherwise ? [otherwise] : [];
  const ways = [...cases.map(({ then }) => then), ...last].map((node) => declaredBy(dag, node).outputs);
  const [first, ...others] = ways;
  if (first === undefined || others.includes(undefined)) return undefined;
  const shared = Object.entries(first).filter(([name]) => others.every((outputs) => Object.hasOwn(outputs!, name)));
  return Object.fromEntries(shared);
}

// A mapped task declares its lists itself; anything else is declared for one element.
function mapped(dag: Dag, { node }: Extract<Target, { kind: "array" }>): Declared {
  const { outputs } = declaredBy(dag, node);
  if (node.target.kind === "task") return declaredBy(dag, node);
  const lists = Object.entries(outputs ?? {}).map(
    ([name, { type }]) => [name, { type: { kind: "list", element: type } as const }] as const,
  );
  return { inputs: undefined, outputs: outputs === undefined ? undefined : Object.fromEntries(lists), open: true };
}
