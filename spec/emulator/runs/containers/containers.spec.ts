import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { TaskError } from "../../../../lib/errors/index.js";
import { DynamicJobSpecSchema } from "../../../../lib/idl/gen/flyteidl/core/dynamic_job_pb.js";
import { type Contained, contained, fails, leaves, put, scripted } from "../../../support/contained.js";
import { rejects, within } from "../../../support/expect.js";
import { fakeAttempt } from "../../../support/fake-attempt.js";
import { graph, int, variables } from "../../../support/graph.js";

const containers = suite<{ home: Contained }>("emulator/runs/containers");

containers.before.each((context) => {
  context.home = contained();
});
containers.after.each(({ home }) => home.remove());

const nothing = { interface: { inputs: {}, outputs: {} } };

containers("a command leaves its outputs and its log, and what it prints is linked", async ({ home }) => {
  const attempt = fakeAttempt();
  const { outputs } = await home.run(scripted(`echo out; echo err >&2; ${leaves({ o: int(42) })}`), { attempt });
  assert.equal(outputs, { o: int(42) });
  assert.equal(home.log().split("\n").sort(), ["", "err", "out"]);
  const uri = "http://127.0.0.1:30080/logs/flytesnacks/development/run-1/n0/0";
  assert.equal(attempt.reported, [{ phase: "INITIALIZING" }, { phase: "RUNNING", logs: [{ name: "Logs", uri }] }]);
});

containers("each attempt starts in an empty folder of its own, which is gone afterwards", async ({ home }) => {
  const script = `pwd > ${home.root}/where; ls -A | wc -l > ${home.root}/count; touch left`;
  await home.run(scripted(script, nothing));
  assert.is(readFileSync(join(home.root, "count"), "utf8").trim(), "0");
  assert.not(existsSync(readFileSync(join(home.root, "where"), "utf8").trim()));
});

containers(
  "a task that gives nothing succeeds without outputs.pb; one that should give something is tried again",
  async ({ home }) => {
    assert.equal(await home.run(scripted("exit 0", nothing)), { outputs: {} });
    const error = await rejects(home.run(scripted("exit 0")), "OutputsNotFound");
    assert.equal([error instanceof TaskError && error.retryable], [true]);
  },
);

containers(
  "an exit code is the system's fault, whatever the container left, and tells the end of the log",
  async ({ home }) => {
    const failed = fails({ code: "USER:Mine", message: "", kind: "USER", recoverable: false });
    const error = await rejects(home.run(scripted(`${failed}; echo the last words; exit 9`)), "Interrupted");
    assert.equal(
      [error instanceof TaskError && error.origin, error instanceof TaskError && error.retryable],
      ["system", true],
    );
    assert.match(error.message, "[run-1-n0-0] terminated with exit code (9)");
    assert.match(error.message, "the last words");
    const killed = await rejects(home.run(scripted("kill -KILL $$")), "Interrupted");
    assert.match(killed.message, "exit code (137)");
  },
);

containers("error.pb says whose fault it was and whether another attempt helps", async ({ home }) => {
  const final = fails({ code: "USER:Bad", message: "no", kind: "USER", recoverable: false });
  const passing = fails({ code: "SYSTEM", message: "away", kind: "SYSTEM", recoverable: true });
  const one = await rejects(home.run(scripted(`${final}; ${leaves({ o: int(1) })}`)), "USER:Bad");
  const other = await rejects(home.run(scripted(passing)), "SYSTEM");
  const said = [one, other].map((error) => error instanceof TaskError && [error.origin, error.retryable]);
  assert.equal(said, [
    ["user", false],
    ["system", true],
  ]);
  await rejects(home.run(scripted(fails(undefined))), "ErrorFileBadFormat");
});

containers("a file that is no message is named", async ({ home }) => {
  const error = await rejects(home.run(scripted(put("outputs.pb", Buffer.from([255, 255])))), "OutputsNotFound");
  assert.match(error.message, "outputs.pb");
});

containers("a deck is linked, and futures.pb is handed on", async () => {
  const dynamic = graph({ nodes: { a: [] } });
  const home = contained(
    {},
    { decide: (_job, task, node) => ({ ...dynamic, ref: { name: `${task.ref.name} ${node}` } }) },
  );
  const deck = put("deck.html", Buffer.from("<p>"));
  const futures = put("futures.pb", toBinary(DynamicJobSpecSchema, create(DynamicJobSpecSchema)));
  const plain = await home.run(scripted(`${deck}; ${leaves({ o: int(1) })}`));
  assert.ok(plain.deckUri?.endsWith("/n0/data/0/deck.html"));
  const decided = await home.run(scripted(futures));
  assert.is(decided.dynamic?.ref.name, "scripted n0");
  home.remove();
});

containers("an abort ends the whole tree of processes and rejects with its reason", async () => {
  const home = contained({ grace: 50 });
  const abort = new AbortController();
  const script = `trap '' TERM; (trap '' TERM; while :; do sleep 0.01; done) & echo $! > ${home.root}/child; touch ${home.root}/on; wait`;
  const run = home.run(scripted(script), { attempt: { signal: abort.signal } });
  run.catch(() => {});
  while (!existsSync(join(home.root, "on"))) await new Promise((resolve) => setTimeout(resolve, 5));
  abort.abort(new Error("enough"));
  assert.is(
    await within(
      5000,
      run.then(
        () => "",
        (error: Error) => error.message,
      ),
    ),
    "enough",
  );
  const child = readFileSync(join(home.root, "child"), "utf8").trim();
  // One that has ended may still be listed, as a zombie, where nobody asked for its exit code.
  const state = () => spawnSync("ps", ["-o", "stat=", "-p", child], { encoding: "utf8" }).stdout;
  while (!/^(Z.*)?\s*$/.test(state())) await new Promise((resolve) => setTimeout(resolve, 5));
  home.remove();
});

containers("a command that is nowhere is refused with image, PATH and mend", async () => {
  const home = contained({ environment: { PATH: "/nowhere" } });
  const task = scripted("", { container: { image: "mine:1", command: ["pyflyte-execute"], args: [] } });
  const error = await rejects(home.run(task), "EMULATOR_COMMAND_NOT_FOUND");
  assert.match(error.message, "mine:1 asks for pyflyte-execute");
  assert.match(error.message, "/nowhere");
  assert.match(error.hint ?? "", "flytepath.config.json");
  home.remove();
});

containers("a script whose interpreter is gone says so", async ({ home }) => {
  const program = join(home.root, "program");
  writeFileSync(program, "#!/nowhere/python\n", { mode: 0o755 });
  const task = scripted("", { container: { image: "mine:1", command: [program], args: [] } });
  await rejects(home.run(task), "EMULATOR_COMMAND_NOT_STARTED");
});

containers("an image's rule puts an environment first", async () => {
  const home = contained();
  const venv = join(home.root, "venv");
  mkdirSync(join(venv, "bin"), { recursive: true });
  writeFileSync(join(venv, "bin", "tool"), `#!/bin/sh\n${leaves({ o: int(7) }).replace("{{.outputPrefix}}", "$1")}\n`, {
    mode: 0o755,
  });
  const ruled = contained({
    images: [
      { image: "other:*", venv: "/nowhere" },
      { image: "mine:*", venv, env: { A: "b" } },
    ],
  });
  const container = { image: "mine:1", command: ["tool"], args: ["{{.outputPrefix}}"] };
  assert.equal((await ruled.run(scripted("", { container }))).outputs, { o: int(7) });
  home.remove();
  ruled.remove();
});

containers("code that is unpacked goes into the attempt's own folder", async ({ home }) => {
  writeFileSync(join(home.root, "fast"), `#!/bin/sh\necho "$*" "$PWD"\n`, { mode: 0o755 });
  const args = ["--additional-distribution", "/code.tar.gz", "--dest-dir", "/root", "--", "x", "--dest-dir", "/root"];
  const task = scripted("", { ...nothing, container: { image: "i", command: [join(home.root, "fast")], args } });
  await home.run(task);
  assert.match(home.log(), /--dest-dir \. -- x --dest-dir \/root \S+\/work\n/);
  const shared = contained({ images: [{ image: "*", cwd: home.root }] });
  await shared.run(task);
  const [, folder = ""] = /--dest-dir (\S+) -- x/.exec(shared.log()) ?? [];
  assert.match(folder, /^\/\S+\/work$/);
  assert.ok(shared.log().endsWith(` ${home.root}\n`));
  shared.remove();
});

containers("a later attempt is told where the one before it left its checkpoint", async ({ home }) => {
  const script = `echo '{{.prevCheckpointPrefix}}'; mkdir -p {{.checkpointOutputPrefix}}`;
  await home.run(scripted(script, nothing));
  await home.run(scripted(script, nothing), { attempt: { attempt: 1 } });
  assert.is(home.log(0), '""\n');
  assert.match(home.log(1), /\/run-1-n0-0\/_flytecheckpoints\n/);
});

containers("an element of a mapped task gets the whole lists and its index", async ({ home }) => {
  const list = { kind: "list", items: [int(1), int(2)] } as const;
  const script = `echo "$FLYTE_K8S_ARRAY_INDEX" "$BATCH_JOB_ARRAY_INDEX_VAR_NAME"; cp {{.input}} ${home.root}/in; ${leaves({ o: int(2) })}`;
  await home.run(scripted(script), {
    inputs: { x: int(2) },
    attempt: { element: { node: "n0", index: 1, size: 2, inputs: { x: list } } },
  });
  assert.is(home.log(), "1 FLYTE_K8S_ARRAY_INDEX\n");
  assert.ok(readFileSync(join(home.root, "in")).length > 10);
});

containers("an echo task gives its input back; what has no container is refused by type", async ({ home }) => {
  const echo = {
    ref: { name: "echo" },
    type: "echo",
    interface: { inputs: variables(["a"]), outputs: variables(["o0"]) },
  };
  assert.equal(await home.run(echo, { inputs: { a: int(3) } }), { outputs: { o0: int(3) } });
  const sql = { ...nothing, ref: { name: "query" }, type: "bq", sql: { statement: "select 1" } };
  const error = await rejects(home.run(sql), "EMULATOR_TASK_UNSUPPORTED");
  assert.match(error.message, "a SQL statement");
});

containers("no more containers run at once than are allowed", async () => {
  const home = contained({ atOnce: 1 });
  const script = `[ ! -e ${home.root}/busy ] || exit 1; touch ${home.root}/busy; sleep 0.05; rm ${home.root}/busy`;
  const runs = ["a", "b", "c"].map((nodeId) => home.run(scripted(script, nothing), { attempt: { nodeId } }));
  assert.equal(await Promise.all(runs), [{ outputs: {} }, { outputs: {} }, { outputs: {} }]);
  home.remove();
});

containers.run();
