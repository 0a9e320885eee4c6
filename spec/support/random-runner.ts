import type { Dag } from "../../lib/dag/index.js";
import type { Runner } from "../../lib/engine/index.js";
import type { Interface, Literals } from "../../lib/types/index.js";
import { createRandom } from "./random.js";
import { randomLiteral } from "./random-literal.js";

/** Runs the entities of a random Dag: the outputs are the same for the same name, signals get a value that fits. */
export function randomRunner(dag: Dag): Runner {
  return {
    run: async ({ ref, interface: declared }, _, { element }) => ({
      outputs: element === undefined ? outputsOf(ref.name, declared) : elementOf(ref.name, declared),
    }),
    launch: async ({ ref, interface: declared }, _, attempt) => {
      attempt.report({ externalId: `${attempt.run}-${attempt.nodeId}` });
      return { outputs: outputsOf(ref.name, declared) };
    },
    async awaitSignal(signal) {
      const gates = [dag, ...Object.values(dag.workflows)].flatMap(({ nodes }) => nodes.map(({ target }) => target));
      const gate = gates.find((target) => "signal" in target && target.signal === signal);
      return gate?.kind === "signal" ? randomLiteral(seeded(signal), gate.type) : { kind: "bool", value: true };
    },
  };
}

function outputsOf(name: string, { outputs }: Interface): Literals {
  const random = seeded(name);
  return Object.fromEntries(inOrder(outputs).map(([key, { type }]) => [key, randomLiteral(random, type)]));
}

// One of what the task of a mapped step declares lists of.
function elementOf(name: string, declared: Interface): Literals {
  const whole = Object.entries(outputsOf(name, declared));
  return Object.fromEntries(whole.map(([key, list]) => [key, list.kind === "list" ? list.items[0]! : list]));
}

function seeded(name: string) {
  return createRandom([...name].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, 7));
}

// The wire keeps no order of names, and chance must not depend on it.
function inOrder(outputs: Interface["outputs"]) {
  return Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
}
