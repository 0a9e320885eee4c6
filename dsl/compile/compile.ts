import { type Dag, freeze, type Workflow } from "../../lib/dag/index.js";
import { type FlytepathError, failure } from "../../lib/errors/index.js";
import { defined } from "../../lib/types/index.js";
import { type AnyClass, defaultsOf } from "../field/index.js";
import { problemsOf, readUnit, type Unit } from "./1-read/unit.js";
import { trace } from "./2-trace/trace.js";
import { planOf } from "./3-check/plan.js";
import type { Compilation } from "./3-check/site.js";
import { workflowOf } from "./3-check/workflow.js";

/** A pipeline that runs: its graph as plain frozen data, and the classes behind its tasks. */
export interface Compiled {
  readonly dag: Dag;
  /** By the name of the task; remote steps, sensors and mapped tasks included. */
  readonly code: ReadonlyMap<string, AnyClass>;
}

/**
 * Compiles a pipeline: its classes are read, `compose` is traced once, and what it wired is checked. The same class
 * gives the same Dag each time. Fails with `PIPELINE_BROKEN`, whose `problems` are all there are, each with its place.
 */
export function compile(pipeline: AnyClass): Compiled {
  const { problems, dag, code } = translate(pipeline);
  if (problems.length > 0 || dag === undefined) {
    const codes = [...new Set(problems.map((problem) => problem.code))];
    throw failure("PIPELINE_BROKEN", { pipeline: pipeline.name, count: problems.length, codes }, { problems });
  }
  return { dag: freeze(dag), code };
}

/** Every problem of a pipeline; empty for one that compiles. */
export function check(pipeline: AnyClass): readonly FlytepathError[] {
  return translate(pipeline).problems;
}

interface Translation {
  readonly problems: readonly FlytepathError[];
  readonly dag?: Dag;
  readonly code: ReadonlyMap<string, AnyClass>;
}

function translate(pipeline: AnyClass): Translation {
  const problems: FlytepathError[] = [];
  const report = (problem: FlytepathError): void => {
    if (!problems.includes(problem)) problems.push(problem);
  };
  const unit = typeof pipeline === "function" ? readUnit(pipeline) : undefined;
  if (unit?.kind !== "pipeline") {
    report(failure("PIPELINE_UNDECORATED", { class: nameOf(pipeline) }, { path: nameOf(pipeline) }));
    return { problems, code: new Map() };
  }
  const compilation = createCompilation(report);
  const workflow = compilation.root(unit);
  const plan = planOf(unit, report);
  const { tasks, workflows, code } = compilation;
  const dag: Dag = {
    ...workflow,
    tasks: Object.fromEntries(tasks),
    workflows: Object.fromEntries(workflows),
    launchPlans: {},
    defaults: defaultsOf(unit.inputsClass).literals,
    ...defined({ plan }),
  };
  return { problems: inWrittenOrder(problems), dag, code };
}

// Files in the order in which they were met, and each from top to bottom.
function inWrittenOrder(problems: readonly FlytepathError[]): readonly FlytepathError[] {
  const files = [...new Set(problems.map(({ at }) => at?.file))];
  return [...problems].sort(
    ({ at: one }, { at: other }) =>
      files.indexOf(one?.file) - files.indexOf(other?.file) ||
      (one?.line ?? 0) - (other?.line ?? 0) ||
      (one?.column ?? 0) - (other?.column ?? 0),
  );
}

type PipelineUnit = Extract<Unit, { kind: "pipeline" }>;

function createCompilation(
  report: (problem: FlytepathError) => void,
): Compilation & { root(unit: PipelineUnit): Workflow } {
  const pipelines = new Map<string, AnyClass>();
  const open: AnyClass[] = [];
  const seen = new Set<AnyClass>();

  function build(unit: PipelineUnit): Workflow {
    open.push(unit.class);
    pipelines.set(unit.name, unit.class);
    readProblems(unit);
    const workflow = workflowOf(unit, trace(unit, { report, read: readProblems }), compilation);
    open.pop();
    return workflow;
  }

  function readProblems(unit: Unit): void {
    if (seen.has(unit.class)) return;
    seen.add(unit.class);
    for (const problem of problemsOf(unit)) report(problem);
  }

  const compilation = {
    tasks: new Map(),
    workflows: new Map<string, Workflow>(),
    code: new Map<string, AnyClass>(),
    report,
    root: build,
    workflow: (target, place) => {
      const unit = readUnit(target) as PipelineUnit;
      const known = pipelines.get(unit.name);
      if (open.includes(target)) {
        const loop = [...open.slice(open.indexOf(target)), target].map(nameOf);
        report(failure("PIPELINE_RECURSIVE", { loop }, { path: nameOf(open.at(-1)), at: place.locate() }));
        return undefined;
      }
      if (known === target) return unit.name;
      if (known !== undefined) {
        const more = { path: target.name, at: unit.record.place.locate() };
        report(failure("PIPELINE_NAME_TAKEN", { name: unit.name, kind: "pipeline" }, more));
        return undefined;
      }
      compilation.workflows.set(unit.name, build(unit));
      return unit.name;
    },
  } satisfies Compilation & { root(unit: PipelineUnit): Workflow };
  return compilation;
}

function nameOf(target: unknown): string {
  return typeof target === "function" ? target.name : String(target);
}
