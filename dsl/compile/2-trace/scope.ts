import type { CallSite } from "../../../lib/errors/index.js";
import type { MapOptions, Question, Refusal, StepOptions } from "../../pipeline/index.js";
import type { Unit } from "../1-read/unit.js";
import type { Given } from "./given.js";

/** The steps of a pipeline, or of one way of a condition, in written order. */
export interface Scope {
  readonly steps: Traced[];
  /** Ids in use; both ways of a condition share theirs. */
  readonly names: Map<string, Traced>;
  /** The scope that holds the condition whose way this is; absent for a whole pipeline. */
  readonly outer?: Scope;
}

/** What a step does, as it was written. */
export type Action =
  | { readonly kind: "run"; readonly unit: Unit; readonly inputs: object }
  | { readonly kind: "map"; readonly unit: Unit; readonly inputs: object; readonly options: MappedOptions }
  | { readonly kind: "when"; readonly condition: Question; readonly then: Way; readonly otherwise?: Way | Refusal }
  | { readonly kind: "approve"; readonly show: object }
  | { readonly kind: "signal"; readonly value: Given }
  | { readonly kind: "sleep"; readonly duration: string };

/** Options of a mapped step, whichever tolerance it has. */
export type MappedOptions = MapOptions & { readonly minSuccessRatio?: number; readonly minSuccesses?: number };

/** One way of a condition: its steps, and what its function returned. */
export interface Way {
  readonly scope: Scope;
  readonly result: unknown;
}

/** A step as it was written, before anything about it was checked. */
export interface Traced {
  readonly id: string;
  readonly place: CallSite;
  readonly scope: Scope;
  /** Position among the steps of its scope. */
  readonly index: number;
  readonly options: StepOptions;
  readonly action: Action;
  /** What it gives, by the name that the author uses. */
  readonly outputs: ReadonlyMap<string, Given>;
}
