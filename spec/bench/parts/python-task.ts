import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { create } from "@bufbuild/protobuf";
import { timestampMs } from "@bufbuild/protobuf/wkt";
import { createClient } from "@connectrpc/connect";
import { flyte, watch } from "../../../lib/client/index.js";
import { ExecutionCreateRequestSchema } from "../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { encodeLiterals } from "../../../lib/idl/index.js";
import { layOutGolden } from "../../support/golden-folder.js";
import { goldenModules, goldenPlace } from "../../support/golden-flytekit.js";
import { int } from "../../support/graph.js";
import { repository } from "../../support/sources.js";
import { spawnEmulator } from "../../support/spawned-emulator.js";
import { inMilliseconds, median, type Row } from "../table.js";

const python = process.env.INTEROP_PYTHON ?? join(repository, ".interop", "venv", "bin", "python");
const taskName = "workflows.nesting.add";
const times = 9;
const what = "what a task in Python takes beyond `pyflyte-execute` itself, CreateExecution to SUCCEEDED";
const goal = "≤ 50 ms";

/** A task of flytekit on the emulator, and the same command by itself, in turns. */
export async function pythonTask(): Promise<Row> {
  if (!existsSync(python)) {
    return { what, goal, figure: "not measured", peer: "no Python environment (`npm run interop` makes one)" };
  }
  process.env.INTEROP_PYTHON = python;
  const folder = mkdtempSync(join(tmpdir(), "flytepath-bench-"));
  layOutGolden(join(folder, "golden"));
  const emulator = await spawnEmulator([join(folder, "golden")]);
  try {
    return await compare(emulator.endpoint, folder);
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compare(endpoint: string, folder: string): Promise<Row> {
  await using backend = flyte(`grpc://${endpoint}`);
  const admin = createClient(AdminService, backend.transport);
  const { project, domain, version } = goldenPlace;
  const id = { resourceType: ResourceType.TASK, project, domain, name: taskName, version };
  const spec = goldenModules()
    .flatMap(({ tasks }) => tasks)
    .find(({ template }) => template?.id?.name === taskName);
  if (spec === undefined) throw new Error(`${taskName} is in no golden module`);
  await admin.createTask({ id, spec });

  let count = 0;
  const onEmulator = async () => {
    const name = `bench-${count++}`;
    const inputs = encodeLiterals({ a: int(1), b: int(2) });
    const request = create(ExecutionCreateRequestSchema, { project, domain, name, spec: { launchPlan: id }, inputs });
    const start = Date.now();
    await admin.createExecution(request);
    const { phase } = await watch(backend, { project, domain, name });
    if (phase !== "SUCCEEDED") throw new Error(`${name} ended as ${phase}`);
    // When it had succeeded, and not when somebody looked.
    const { closure } = await admin.getExecution({ id: { project, domain, name } });
    return (closure?.updatedAt === undefined ? Number.NaN : timestampMs(closure.updatedAt)) - start;
  };
  await onEmulator();
  const { nodeExecutions } = await admin.listNodeExecutions({
    workflowExecutionId: { project, domain, name: "bench-0" },
    limit: 10,
  });
  const input = nodeExecutions
    .map(({ inputUri }) => inputUri)
    .find((uri) => uri.endsWith("inputs.pb") && !uri.includes("end-node"));
  const words = spec.template?.target.case === "container" ? spec.template.target.value.args : [];
  const byItself = () => run(words, folder, input ?? "");
  await byItself();

  const ours: number[] = [];
  const own: number[] = [];
  for (let turn = 0; turn < times; turn++) {
    ours.push(await onEmulator());
    own.push(await spent(byItself));
  }
  const beyond = median(ours.map((each, index) => each - own[index]!));
  return {
    what,
    goal,
    figure: inMilliseconds(beyond),
    peer: `pyflyte-execute by itself: ${inMilliseconds(median(own))}`,
  };
}

async function run(words: readonly string[], folder: string, input: string): Promise<void> {
  const values: Readonly<Record<string, string>> = {
    input,
    outputPrefix: join(folder, "outputs"),
    rawOutputDataPrefix: join(folder, "raw"),
    checkpointOutputPrefix: join(folder, "checkpoints"),
    prevCheckpointPrefix: '""',
  };
  const [program = "", ...args] = words.map((word) =>
    word.replace(/\{\{\.(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole),
  );
  const env = {
    ...process.env,
    PATH: [dirname(python), process.env.PATH].join(delimiter),
    PYTHONPATH: join(folder, "golden"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const child = spawn(program, args, { cwd: folder, env, stdio: "ignore" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
}

async function spent(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
