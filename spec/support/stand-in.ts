import type { Task } from "../../lib/dag/index.js";
import type { Runner } from "../../lib/engine/index.js";
import { TaskError } from "../../lib/errors/index.js";
import type { FlowType, Literal, Literals } from "../../lib/types/index.js";
import { createRandom, type Random } from "./random.js";
import { randomLiteral } from "./random-literal.js";

/** A node as a real Flyte reported it. */
export interface RealNode {
  readonly id: string;
  readonly phase: string;
  readonly cache?: string;
  readonly error?: { readonly code: string; readonly kind: string; readonly message: string };
  readonly tasks?: readonly { readonly attempt: number; readonly task: string; readonly phase: string }[];
  readonly children?: readonly RealNode[];
}

/** Answers tasks with some value of each output, and fails them where a real Flyte did; `nodesOf` knows runs by name. */
export function standIn(nodesOf: (run: string) => readonly RealNode[] | undefined): Runner {
  return {
    async run(task, _, { run, nodeId, attempt, element, signal }) {
      const node = element === undefined ? find(nodesOf(run) ?? [], nodeId) : undefined;
      const phase = node?.tasks?.find((each) => each.attempt === attempt)?.phase;
      const code = (node?.error?.code ?? "USER:Recoverable").replace("RetriesExhausted|", "");
      if (phase === "ABORTED") await new Promise((resolve) => signal.addEventListener("abort", resolve));
      if (phase !== "FAILED") return { outputs: outputsOf(task, element !== undefined) };
      const origin = code === "Interrupted" ? "system" : "user";
      const retryable = node?.error === undefined || node.error.code !== code;
      throw new TaskError(node?.error?.message ?? "it broke", { code, origin, retryable });
    },
  };
}

function find(nodes: readonly RealNode[], id: string): RealNode | undefined {
  for (const node of nodes) {
    const found = node.id === id ? node : find(node.children ?? [], id);
    if (found !== undefined) return found;
  }
  return undefined;
}

function outputsOf({ interface: { outputs } }: Task, isElement: boolean): Literals {
  const random = createRandom(1);
  const outputOf = (type: FlowType): Literal => {
    if (isElement && type.kind === "list") return literalOf(random, type.element);
    return literalOf(random, type);
  };
  return Object.fromEntries(Object.entries(outputs).map(([name, { type }]) => [name, outputOf(type)]));
}

function literalOf(random: Random, type: FlowType): Literal {
  return type.kind === "structuredDataset"
    ? { kind: "structuredDataset", uri: "memory://rows", type }
    : randomLiteral(random, type);
}
