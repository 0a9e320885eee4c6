import type { Binding, Task, Workflow } from "../../../lib/dag/index.js";
import type { FlytepathError, CallSite } from "../../../lib/errors/index.js";
import type { FlowType } from "../../../lib/types/index.js";
import type { AnyClass } from "../../field/index.js";
import type { Scope, Traced } from "../2-trace/scope.js";

/** What a compilation has made so far. */
export interface Compilation {
  readonly tasks: Map<string, Task>;
  readonly workflows: Map<string, Workflow>;
  /** The class behind each task, mapped and varied ones included. */
  readonly code: Map<string, AnyClass>;
  readonly report: (problem: FlytepathError) => void;
  /** Compiles a pipeline that is a step of another, once; gives the key of its workflow, or nothing after a problem. */
  workflow(target: AnyClass, place: CallSite): string | undefined;
}

/** A scope while its nodes are made. */
export interface Site {
  readonly scope: Scope;
  readonly outer?: Site;
  /** Present where the scope becomes a workflow of its own: what it takes from outside. */
  readonly captured?: Map<string, Capture>;
  /** Steps that the node in the making waits for. */
  waits: Set<Traced>;
  /** Name of the workflow that holds the nodes. */
  readonly workflow: string;
  /** The author's name for the pipeline, which starts every path. */
  readonly pipeline: string;
  readonly compilation: Compilation;
}

/** A value that a way of a condition takes from outside. */
export interface Capture {
  readonly name: string;
  readonly type: FlowType;
  readonly binding: Binding;
}

/** Where a value is bound, for messages. */
export interface Spot {
  /** `ExampleFlyte.report.inputs.accuracy`. */
  readonly path: string;
  /** `report.accuracy`. */
  readonly label: string;
  readonly place: CallSite;
}

/** A spot and the scope it is seen from. */
export interface At {
  readonly site: Site;
  readonly spot: Spot;
}
