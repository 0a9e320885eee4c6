import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { engineWords } from "../../../../emulator/runs/containers/engine-words.js";
import { contained, leaves, scripted } from "../../../support/contained.js";
import { rejects } from "../../../support/expect.js";
import { int } from "../../../support/graph.js";

const engine = suite("emulator/runs/containers/engine");

// Stands in for docker: it writes down what it is told and runs the command without any container.
const standIn = `#!/bin/sh
echo "$*" >> "$CALLS"
case $1 in
  inspect) echo "$OOM" ;;
  run) while [ "$1" != example:1 ]; do shift; done; shift; exec "$@" ;;
esac
`;

function home(oom = "false") {
  const base = contained();
  const bin = join(base.root, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "docker"), standIn, { mode: 0o755 });
  const calls = join(base.root, "calls");
  const environment = { PATH: `${bin}:${process.env.PATH}`, CALLS: calls, OOM: oom, _FSEC_KEY: "hidden" };
  const made = contained({ engine: "docker", environment });
  const told = () => readFileSync(calls, "utf8").trim().split("\n");
  return {
    ...made,
    told,
    remove() {
      made.remove();
      base.remove();
    },
  };
}

engine("a container runs with its storage, variables and limits, and is removed", async () => {
  const { run, told, root, remove } = home();
  const container = {
    image: "example:1",
    command: [],
    args: ["sh", "-c", leaves({ o: int(1) })],
    env: [{ key: "A", value: "b" }],
    resources: { requests: { cpu: "500m" }, limits: { memory: "64Mi" } },
  };
  const task = scripted("", { container, security: { secrets: [{ key: "key", mount: "env" }] } });
  assert.equal((await run(task)).outputs, { o: int(1) });
  const [start = "", inspect, end] = told();
  assert.match(start, /^run --name flytepath-run-1-n0-0 --network host --volume (\S+):\1 /);
  for (const part of [`--volume ${root}:${root}`, "--env A ", "--env _FSEC_KEY ", "--cpus 0.5", "--memory 67108864"]) {
    assert.match(start, part);
  }
  assert.not.match(start, "hidden");
  assert.equal(
    [inspect, end],
    ["inspect --format {{.State.OOMKilled}} flytepath-run-1-n0-0", "rm --force flytepath-run-1-n0-0"],
  );
  remove();
});

engine("a container that used too much memory is the user's fault, and tried again", async () => {
  const { run, remove } = home("true");
  const error = await rejects(run(scripted("exit 137")), "OOMKilled");
  assert.match(error.message, "Reason [OOMKilled]");
  remove();
});

engine("an engine that is not there is told like any command", async () => {
  const made = contained({ engine: "podman", environment: { PATH: "/nowhere" } });
  await rejects(made.run(scripted("true")), "EMULATOR_COMMAND_NOT_FOUND");
  assert.ok(existsSync(made.root));
  made.remove();
});

engine("the task's command takes the place of the image's own, and its folder is kept", () => {
  const wanted = { image: "i", command: ["python", "-u"], args: ["x"], env: {}, resources: {} };
  const words = engineWords({ engine: "podman", name: "n", wanted, env: [], mounts: [], cwd: "/app" });
  assert.is(words.join(" "), "podman run --name n --network host --workdir /app --entrypoint python i -u x");
});

engine.run();
