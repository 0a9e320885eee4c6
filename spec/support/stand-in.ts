import { createHash } from "node:crypto";
import type { Dag, Task } from "../../lib/dag/index.js";
import type { Runner } from "../../lib/engine/index.js";
import { TaskError } from "../../lib/errors/index.js";
import type { FlowType, Literal, Literals } from "../../lib/types/index.js";
import { constant, graph } from "./graph.js";
import { createRandom, type Random } from "./random.js";
import { randomLiteral } from "./random-literal.js";

/** A node as a real Flyte reported it. */
export interface RealNode {
  readonly id: string;
  readonly spec_node_id?: string;
  readonly phase: string;
  readonly is_dynamic?: boolean;
  readonly cache?: string;
  readonly error?: { readonly code: string; readonly kind: string; readonly message: string };
  readonly tasks?: readonly { readonly attempt: number; readonly task: string; readonly phase: string }[];
  readonly children?: readonly RealNode[];
}

/** What tasks compute whose values decide on what happens, by name. */
export type Known = Readonly<Record<string, (inputs: Literals) => Literals>>;

/**
 * Answers tasks with some value of each output, the same for the same inputs, and fails them or lets them decide on work where a real
 * Flyte's did; `nodesOf` knows runs by name.
 */
export function standIn(nodesOf: (run: string) => readonly RealNode[] | undefined, known: Known = {}): Runner {
  return {
    async run(task, inputs, { run, nodeId, attempt, element, signal }) {
      const real = find(nodesOf(run) ?? [], element?.node ?? nodeId);
      if (element !== undefined) {
        // A mapped step tells of its elements by their messages.
        const failed = [...(real?.error?.message ?? "").matchAll(/^\[(\d+)\]:/gm)].map(([, index]) => Number(index));
        if (failed.includes(element.index))
          throw new TaskError("it broke", { code: "USER:ValueError", retryable: false });
        return { outputs: outputsOf(task, inputs, true) };
      }
      const phase = real?.tasks?.find((each) => each.attempt === attempt)?.phase;
      const code = (real?.error?.code ?? "USER:Recoverable").replace("RetriesExhausted|", "");
      if (phase === "ABORTED") await new Promise((resolve) => signal.addEventListener("abort", resolve));
      if (phase === "FAILED") {
        const origin = code === "Interrupted" ? "system" : "user";
        const retryable = real?.error === undefined || real.error.code !== code;
        throw new TaskError(real?.error?.message ?? "it broke", { code, origin, retryable });
      }
      const outputs = known[task.ref.name]?.(inputs) ?? outputsOf(task, inputs, false);
      return real?.is_dynamic && real.children
        ? { outputs: {}, dynamic: decided(task, real.children, outputs) }
        : { outputs };
    },
  };
}

// What they give each other makes no difference to who runs.
function decided({ interface: { outputs: declared } }: Task, rows: readonly RealNode[], outputs: Literals): Dag {
  const nodes = rows.filter(({ tasks = [] }) => tasks.length > 0);
  return graph({
    interface: { inputs: {}, outputs: declared },
    nodes: Object.fromEntries(nodes.map((row) => [row.spec_node_id ?? row.id, { task: row.tasks?.[0]?.task ?? "" }])),
    tasks: Object.fromEntries(nodes.map((row) => [row.tasks?.[0]?.task ?? "", { type: "python-task" }])),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, literal]) => [name, constant(literal)])),
  });
}

function find(nodes: readonly RealNode[], id: string): RealNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : find(node.children ?? [], id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function outputsOf({ ref, interface: { outputs } }: Task, inputs: Literals, isElement: boolean): Literals {
  const told = JSON.stringify([ref.name, Object.entries(inputs).sort(([one], [other]) => (one < other ? -1 : 1))]);
  const random = createRandom(createHash("sha256").update(told).digest().readUInt32BE());
  const outputOf = (type: FlowType): Literal => {
    if (isElement && type.kind === "list") return literalOf(random, type.element);
    return literalOf(random, type);
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, { type }]) => [name, outputOf(type)]));
}

function literalOf(random: Random, type: FlowType): Literal {
  return type.kind === "structuredDataset"
    ? { kind: "structuredDataset", uri: `memory://rows/${random.whole(0, 999_999_999)}`, type }
    : randomLiteral(random, type);
}
