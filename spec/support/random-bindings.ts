import type { Binding, Bindings } from "../../lib/dag/index.js";
import type { FlowType, Variables } from "../../lib/types/index.js";
import type { Random } from "./random.js";
import { randomLiteral, randomType, structWithFields } from "./random-literal.js";

/** An output, or an input of the workflow (`node` empty), that others can be bound to. */
export interface Source {
  readonly node: string;
  readonly output: string;
  readonly type: FlowType;
}

/** Which inputs to make. */
export interface BindOptions {
  readonly count: number;
  /** Whether constants and mixtures stay out. */
  readonly onlyPromises?: boolean;
}

/** Inputs `a`, `b` … with what is bound to them and the types that follow from it. */
export function bindInputs(random: Random, sources: readonly Source[], { count, onlyPromises }: BindOptions) {
  const bindings: Record<string, Binding> = {};
  const declared: Record<string, Variables[string]> = {};
  for (const name of ["a", "b", "c", "d"].slice(0, count)) {
    const { binding, type } = randomBinding(random, sources, onlyPromises ?? false);
    bindings[name] = binding;
    declared[name] = { type };
  }
  return { bindings: bindings as Bindings, declared: declared as Variables };
}

/** Ids of the nodes that bindings take values from, each once. */
export function sourcesIn(bindings: Bindings): readonly string[] {
  const open = Object.values(bindings);
  const found = new Set<string>();
  for (const binding of open) {
    if (binding.kind === "promise" && binding.node !== "") found.add(binding.node);
    if (binding.kind === "list") open.push(...binding.items);
    if (binding.kind === "map") open.push(...Object.values(binding.entries));
  }
  return [...found];
}

interface Bound {
  readonly binding: Binding;
  readonly type: FlowType;
}

function randomBinding(random: Random, sources: readonly Source[], onlyPromises: boolean): Bound {
  const kinds: readonly (() => Bound)[] = [
    () => promiseOf(random.pick(sources)),
    () => pathInto(random, random.pick(sources)),
  ];
  const others: readonly (() => Bound)[] = [
    () => constant(random, randomType(random)),
    () => listOf(random, random.pick(sources)),
    () => mapOf(random, random.pick(sources)),
  ];
  return random.pick(onlyPromises ? kinds : [...kinds, ...others])();
}

function promiseOf({ node, output, type }: Source): Bound {
  return { binding: { kind: "promise", node, output }, type };
}

function pathInto(random: Random, source: Source): Bound {
  const { node, output, type } = source;
  const path: (string | number)[] = [];
  let inner = type;
  while (inner.kind === "list" || inner.kind === "map" || inner === structWithFields) {
    if (inner === structWithFields) {
      path.push("a");
      inner = { kind: "int" };
    } else if (inner.kind === "list") {
      path.push(random.whole(0, 2));
      inner = inner.element;
    } else if (inner.kind === "map") {
      path.push(random.pick(["k0", "k1"]));
      inner = inner.value;
    }
  }
  return path.length === 0 ? promiseOf(source) : { binding: { kind: "promise", node, output, path }, type: inner };
}

function constant(random: Random, type: FlowType): Bound {
  return { binding: { kind: "literal", literal: randomLiteral(random, type) }, type };
}

function listOf(random: Random, source: Source): Bound {
  const { type } = source;
  const items = [promiseOf(source).binding, constant(random, type).binding, promiseOf(source).binding];
  return { binding: { kind: "list", items }, type: { kind: "list", element: type } };
}

function mapOf(random: Random, source: Source): Bound {
  const { type } = source;
  const entries = { k0: promiseOf(source).binding, k1: constant(random, type).binding };
  return { binding: { kind: "map", entries }, type: { kind: "map", value: type } };
}
