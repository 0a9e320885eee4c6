import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator, type EmulatorOptions } from "../../../../emulator/index.js";
import { watch } from "../../../../lib/client/index.js";
import { folderBlobs } from "../../../../lib/blobs/index.js";
import { DynamicJobSpecSchema } from "../../../../lib/idl/gen/flyteidl/core/dynamic_job_pb.js";
import { encodeDag } from "../../../../lib/idl/index.js";
import { leaves, put, scripted } from "../../../support/contained.js";
import { emulatedWith, place } from "../../../support/emulated.js";
import { throws } from "../../../support/expect.js";
import { graph, int, promise, subWorkflow } from "../../../support/graph.js";

const served = suite("emulator/runs/containers/served");

async function withEmulator(
  test: (emulated: ReturnType<typeof emulatedWith>, url: string) => Promise<void>,
  more: EmulatorOptions = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const emulated = emulatedWith({}, { containers: {}, ...more, blobs: folderBlobs(folder, { uris: "path" }) });
  const { url } = await emulated.emulator.listen({ port: 0 });
  try {
    await test(emulated, url);
  } finally {
    await emulated.emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const { ref: _, ...one } = scripted(`echo hello; ${leaves({ o: int(1) })}`);
const single = graph({ nodes: { n0: { task: "t" } }, tasks: { t: one }, outputs: { o: promise("n0") } });

served("a container's log is linked from its task execution and served", () =>
  withEmulator(async ({ run, admin }, url) => {
    assert.equal(await run(single, "logged"), { phase: "SUCCEEDED", outputs: { o: int(1) } });
    const executionId = { project: place.project, domain: place.domain, name: "logged" };
    const listed = await admin.listTaskExecutions({ nodeExecutionId: { executionId, nodeId: "n0" }, limit: 10 });
    const [log] = listed.taskExecutions[0]?.closure?.logs ?? [];
    assert.is(log?.name, "Logs");
    const answer = await fetch(log?.uri ?? "");
    assert.equal([answer.status, await answer.text()], [200, "hello\n"]);
    assert.match(answer.headers.get("content-type") ?? "", "text/plain");
    const odd = ["/logs/a/b/c/d/e", "/logs/..%2f..%2f/b/c/d/e", "/logs/a", "/logs/%zz/b/c/d/e"];
    assert.equal(await Promise.all(odd.map(async (path) => (await fetch(url + path)).status)), [404, 404, 404, 404]);
    assert.is((await fetch(log?.uri ?? "", { method: "PUT", body: "x" })).status, 405);
  }),
);

served("the work that a container decides on runs as children of its node", () =>
  withEmulator(async ({ run, admin }) => {
    const { tasks, workflows } = encodeDag(single, place);
    const { nodes = [], outputs = [] } = workflows[0]?.spec.template ?? {};
    const templates = tasks.flatMap(({ spec: { template } }) => (template === undefined ? [] : [template]));
    const job = create(DynamicJobSpecSchema, { nodes, outputs, tasks: templates, minSuccesses: 1n });
    const { ref: __, ...decides } = scripted(put("futures.pb", toBinary(DynamicJobSpecSchema, job)));
    const dag = graph({
      ref: { name: "deciding" },
      nodes: { n0: { task: "d" } },
      tasks: { d: decides },
      outputs: { o: promise("n0") },
    });
    assert.equal(await run(dag, "decided"), { phase: "SUCCEEDED", outputs: { o: int(1) } });
    const executionId = { project: place.project, domain: place.domain, name: "decided" };
    const data = await admin.getNodeExecutionData({ id: { executionId, nodeId: "n0" } });
    assert.is(data.dynamicWorkflow?.id?.name, "dynamic_n0");
    const children = await admin.listNodeExecutions({
      workflowExecutionId: executionId,
      uniqueParentId: "n0",
      limit: 10,
    });
    assert.equal(children.nodeExecutions.map(({ id }) => id?.nodeId).sort(), [
      "n0-0-end-node",
      "n0-0-n0",
      "n0-0-start-node",
    ]);
  }),
);

served("new work may start launch plans that only its sub-workflows name; one that is not registered is told", () =>
  withEmulator(async ({ run, admin }) => {
    const plan = {
      ref: { name: "pipeline" },
      interface: { inputs: {}, outputs: { o: { type: { kind: "int" } } } },
    } as const;
    const within = subWorkflow("within", {
      nodes: { p: { target: { kind: "launchPlan", launchPlan: "pipeline" } } },
      outputs: { o: promise("p") },
    });
    const work = graph({
      nodes: { n0: { target: { kind: "workflow", workflow: "within" } } },
      workflows: { within },
      launchPlans: { pipeline: plan },
      outputs: { o: promise("n0") },
    });
    const [outer] = encodeDag(work, place).workflows;
    const { nodes = [], outputs = [] } = outer?.spec.template ?? {};
    const subworkflows = outer?.spec.subWorkflows ?? [];
    const job = create(DynamicJobSpecSchema, { nodes, outputs, subworkflows, minSuccesses: 1n });
    const { ref: __, ...decides } = scripted(put("futures.pb", toBinary(DynamicJobSpecSchema, job)));
    const tasks = { d: decides };
    const dag = graph({
      ref: { name: "deciding" },
      nodes: { n0: { task: "d" } },
      tasks,
      outputs: { o: promise("n0") },
    });
    assert.is((await run(dag, "early")).phase, "FAILED");
    const early = await admin.getExecution({ id: { project: place.project, domain: place.domain, name: "early" } });
    const { outputResult } = early.closure ?? {};
    assert.match(outputResult?.case === "error" ? outputResult.value.message : "", "the launch plan pipeline");
    assert.equal(await run(single, "alone"), { phase: "SUCCEEDED", outputs: { o: int(1) } });
    assert.equal(await run(dag, "decided"), { phase: "SUCCEEDED", outputs: { o: int(1) } });
  }),
);

served("a text that is no value of an enum reaches the task, as in Flyte, which does not look at it", () =>
  withEmulator(async ({ run }) => {
    const type = { kind: "enum", values: ["small"] } as const;
    const dag = graph({
      ref: { name: "sized" },
      nodes: { n0: { task: "t", inputs: { size: promise("", "size") } } },
      tasks: { t: { ...one, interface: { inputs: { size: { type } }, outputs: { o: { type: { kind: "int" } } } } } },
      interface: { inputs: { size: { type } }, outputs: {} },
      outputs: { o: promise("n0") },
    });
    const { phase } = await run(dag, "huge", { size: { kind: "string", value: "huge" } });
    assert.is(phase, "SUCCEEDED");
  }),
);

served("the platform's resources reach a container, and attributes stand in their place", () => {
  const bin = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const words = join(bin, "words");
  // Stands in for docker: it writes down what it is told and runs the command.
  const docker = `#!/bin/sh
[ "$1" = run ] || exit 0
echo "$*" >> ${words}
while [ "$1" != example:1 ]; do shift; done; shift; exec "$@"
`;
  writeFileSync(join(bin, "docker"), docker, { mode: 0o755 });
  const environment = { PATH: `${bin}:${process.env.PATH}` };
  const taskResources = { defaults: { cpu: "1", memory: "1Gi" } };
  return withEmulator(
    async ({ run, admin, start, emulator }) => {
      await run(single, "by-platform");
      const { project, domain } = place;
      const value = { defaults: { memory: "2Gi" }, limits: { memory: "1500Mi" } };
      const matchingAttributes = { target: { case: "taskResourceAttributes", value } } as const;
      await admin.updateProjectDomainAttributes({ attributes: { project, domain, matchingAttributes } });
      await watch(emulator.backend, await start(single.ref.name, "by-attributes"));
      const limits = readFileSync(words, "utf8")
        .split("\n")
        .map((line) => line.match(/--(?:cpus|memory) \S+/g));
      assert.equal(limits, [["--cpus 1", "--memory 1073741824"], ["--memory 1572864000"], null]);
      rmSync(bin, { recursive: true, force: true });
    },
    { containers: { engine: "docker", environment }, platform: { taskResources } },
  );
});

served("containers need storage that they reach", () => {
  const error = throws(() => createEmulator({ containers: {} }), "EMULATOR_STORAGE_NOT_A_FOLDER");
  assert.match(error.message, "memory://");
});

served.run();
