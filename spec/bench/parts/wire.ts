import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import type { Dag, Node } from "../../../lib/dag/index.js";
import { WorkflowSpecSchema } from "../../../lib/idl/gen/flyteidl/admin/workflow_pb.js";
import { decodeDag, encodeClosure, encodeDag, type Place } from "../../../lib/idl/index.js";
import { repository } from "../../support/sources.js";
import { inMilliseconds, median, type Part, type Row, time } from "../table.js";

const place: Place = { project: "flytesnacks", domain: "development", version: "v1" };
const size = 10_000;

/** A workflow of 10,000 nodes between the Dag and the wire, and what importing the room costs. */
export const wire: Part = {
  name: "wire",
  title: `A workflow of ${size} nodes on the wire`,
  async measure(): Promise<readonly Row[]> {
    const dag = chain();
    const { tasks, workflows } = encodeDag(dag, place);
    const spec = workflows[0]!.spec;
    const templates = tasks.map((task) => task.spec.template!);
    const closure = encodeClosure(spec, { tasks: templates });
    const bytes = toBinary(WorkflowSpecSchema, spec);
    const goal = "well under 1 s";
    const rows: readonly (readonly [string, () => unknown, string])[] = [
      ["`encodeDag`", () => encodeDag(dag, place), `writing its bytes: ${await written(spec)}`],
      ["`encodeClosure`", () => encodeClosure(spec, { tasks: templates }), ""],
      ["`decodeDag`", () => decodeDag({ workflow: closure }, place), `reading its bytes: ${await read(bytes)}`],
    ];
    const measured: Row[] = [];
    for (const [what, work, peer] of rows)
      measured.push({ what, figure: inMilliseconds(await time(5, work)), goal, peer });
    return [...measured, importing()];
  },
};

async function written(spec: Parameters<typeof toBinary<typeof WorkflowSpecSchema>>[1]): Promise<string> {
  return inMilliseconds(await time(5, () => toBinary(WorkflowSpecSchema, spec)));
}

async function read(bytes: Uint8Array): Promise<string> {
  return inMilliseconds(await time(5, () => fromBinary(WorkflowSpecSchema, bytes)));
}

function importing(): Row {
  const room = join(repository, "dist", "lib", "idl", "index.js");
  const runtime = ["@bufbuild/protobuf", "@bufbuild/protobuf/wkt", "@bufbuild/protobuf/codegenv2"];
  const alone = median(Array.from({ length: 9 }, () => cpuOf(runtime)));
  const all = median(Array.from({ length: 9 }, () => cpuOf([...runtime, room])));
  return {
    what: "importing `lib/idl`, processor time of a cold process",
    figure: inMilliseconds(all - alone),
    goal: "a part of 450 ms",
    peer: `its runtime, @bufbuild/protobuf: ${inMilliseconds(alone)}`,
  };
}

function cpuOf(modules: readonly string[]): number {
  const script = `
    const before = process.cpuUsage();
    for (const module of ${JSON.stringify(modules)}) await import(module);
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1000);`;
  return Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: repository }));
}

function chain(): Dag {
  const io = { inputs: { a: { type: { kind: "int" } } }, outputs: { o0: { type: { kind: "int" } } } } as const;
  const nodes = Array.from({ length: size }, (_, index): Node => {
    const node = index === 0 ? "" : `n${index - 1}`;
    return {
      id: `n${index}`,
      name: `step ${index}`,
      target: { kind: "task", task: `task_${index % 100}` },
      inputs: { a: { kind: "promise", node, output: index === 0 ? "a" : "o0" } },
      after: index === 0 ? [] : [node],
    };
  });
  const names = Array.from({ length: 100 }, (_, index) => `task_${index}`);
  return {
    ref: { name: "chain" },
    interface: { inputs: io.inputs, outputs: {} },
    nodes,
    outputs: {},
    onFailure: "fail_immediately",
    tasks: Object.fromEntries(names.map((name) => [name, { ref: { name }, type: "flytepath", interface: io }])),
    workflows: {},
    launchPlans: {},
    defaults: {},
  };
}
