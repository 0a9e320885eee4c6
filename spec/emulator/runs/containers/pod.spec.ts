import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Task } from "../../../../lib/dag/index.js";
import { TaskError } from "../../../../lib/errors/index.js";
import type { JsonObject } from "../../../../lib/types/index.js";
import { type Contained, contained, leaves, scripted } from "../../../support/contained.js";
import { rejects, within } from "../../../support/expect.js";
import { int } from "../../../support/graph.js";

const pods = suite<{ home: Contained }>("emulator/runs/containers/pod");

pods.before.each((context) => {
  context.home = contained();
});
pods.after.each(({ home }) => home.remove());

const shell = (name: string, script: string, more: JsonObject = {}) => ({
  name,
  image: "example:1",
  command: ["sh", "-c", script],
  ...more,
});

function task(containers: readonly JsonObject[], more: JsonObject = {}): Task {
  const { container: _, ...bare } = scripted("");
  return { ...bare, pod: { podSpec: { containers, ...more }, primaryContainerName: "main" } };
}

pods("containers before the task's own run one after another, and share folders with it", async ({ home }) => {
  const volumes = [{ name: "data", emptyDir: {} }];
  const volumeMounts = [{ name: "data", mountPath: "/data" }];
  const initContainers = [
    shell("one", "echo 1 > /data/n", { volumeMounts }),
    shell("two", "echo $(($(cat /data/n) + 1)) > /data/n", { volumeMounts }),
  ];
  const main = shell("main", `cat /data/n; ${leaves({ o: int(2) })}`, { volumeMounts });
  assert.equal((await home.run(task([main], { volumes, initContainers }))).outputs, { o: int(2) });
  assert.is(home.log(), "2\n");
});

pods("a container before it that fails is told by its name, and the task's own never starts", async ({ home }) => {
  const initContainers = [shell("prepare", "echo no; exit 3")];
  const error = await rejects(
    home.run(task([shell("main", `touch ${home.root}/ran`)], { initContainers })),
    "Interrupted",
  );
  assert.match(error.message, "[prepare] terminated with exit code (3). Reason [Error]. Message: \nno.");
  assert.throws(() => readFileSync(join(home.root, "ran")));
});

pods("containers beside it run as long as it does", async ({ home }) => {
  const volumes = [{ name: "shared", emptyDir: {} }];
  const volumeMounts = [{ name: "shared", mountPath: "/shared" }];
  const side = shell("side", "echo ready > /shared/ready; exec sleep 60", { volumeMounts });
  const wait = "while ! [ -e /shared/ready ]; do sleep 0.02; done";
  const main = shell("main", `${wait}; ${leaves({ o: int(1) })}`, { volumeMounts });
  const { outputs } = await within(20_000, home.run(task([side, main], { volumes })));
  assert.equal(outputs, { o: int(1) });
});

pods("one before it that always restarts stays beside it", async ({ home }) => {
  const initContainers = [shell("proxy", "exec sleep 60", { restartPolicy: "Always" })];
  const main = shell("main", leaves({ o: int(1) }));
  const { outputs } = await within(20_000, home.run(task([main], { initContainers })));
  assert.equal(outputs, { o: int(1) });
});

pods("beside others that go on, an exit code is the user's fault and a kill the system's", async ({ home }) => {
  const side = shell("side", "exec sleep 60");
  for (const [script, origin] of [
    ["exit 4", "user"],
    ["kill -KILL $$", "system"],
  ] as const) {
    const error = await rejects(within(20_000, home.run(task([side, shell("main", script)]))), "Error");
    assert.equal([error instanceof TaskError && error.origin], [origin]);
  }
});

pods("one beside it that failed before fails the pod", async ({ home }) => {
  const volumes = [{ name: "shared", emptyDir: {} }];
  const volumeMounts = [{ name: "shared", mountPath: "/shared" }];
  const side = shell("side", "exit 7");
  const main = shell("main", `sleep 0.5; ${leaves({ o: int(1) })}`, { volumeMounts });
  const error = await rejects(home.run(task([side, main], { volumes })), "Interrupted");
  assert.match(error.message, "[side] terminated with exit code (7)");
});

pods("variables of all containers tell of the attempt, and every command is filled in", async ({ home }) => {
  const env = [
    { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
    { name: "SPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
    { name: "PLAIN", value: "{{.inputs.a}}" },
  ];
  const initContainers = [
    shell("first", "echo $POD $SPACE $PLAIN $FLYTE_INTERNAL_EXECUTION_ID {{.inputs.a}}", { env }),
  ];
  const main = shell("main", leaves({ o: int(1) }));
  await home.run(task([main], { initContainers }), { inputs: { a: int(5) } });
  assert.is(home.log(), "run-1-n0-0 flytesnacks-development {{.inputs.a}} run-1 5\n");
});

pods.run();
