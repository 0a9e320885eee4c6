import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Task } from "../../../../lib/dag/index.js";
import { LiteralMapSchema } from "../../../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { decodeLiterals } from "../../../../lib/idl/index.js";
import type { FlowType, Literal, Literals } from "../../../../lib/types/index.js";
import { type Contained, contained } from "../../../support/contained.js";
import { rejects } from "../../../support/expect.js";
import { int, variables } from "../../../support/graph.js";

const raw = suite<{ home: Contained }>("emulator/runs/containers/raw");

raw.before.each((context) => {
  context.home = contained();
});
raw.after.each(({ home }) => home.remove());

const file: FlowType = { kind: "blob", format: "", dimensionality: "single" };

function task(script: string, outputs: Record<string, FlowType>, format = "JSON"): Task {
  const dataConfig = { enabled: true, inputPath: "/var/inputs", outputPath: "/var/outputs", format };
  return {
    ref: { name: "raw" },
    type: "raw-container",
    interface: {
      inputs: variables(["a"]),
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, type]) => [name, { type }])),
    },
    container: { image: "alpine", command: ["sh", "-c", script], args: [], rest: { dataConfig } },
  };
}

raw("inputs lie where the image would have them, and outputs are read from there", async ({ home }) => {
  const script =
    "echo $(( {{.inputs.a}} + $(cat /var/inputs/a) )) > /var/outputs/o; cp /var/inputs/inputs.json /var/outputs/j.json";
  const { outputs } = await home.run(task(script, { o: { kind: "int" }, j: { kind: "string" } }), {
    inputs: { a: int(2) },
  });
  assert.equal(outputs, { o: int(4), j: { kind: "string", value: '{"a":2}' } });
});

raw("every kind of input is laid out as text, files and folders", async ({ home }) => {
  const folder = join(home.root, "given");
  mkdirSync(folder);
  writeFileSync(join(folder, "x"), "content");
  const inputs: Literals = {
    f: { kind: "float", value: 1e-7 },
    big: { kind: "float", value: 1.5e21 },
    t: { kind: "duration", value: "61s" },
    n: { kind: "none" },
    st: { kind: "struct", value: { k: 1 } },
    l: { kind: "list", items: [int(1), int(2)] },
    m: { kind: "map", entries: { k: { kind: "bool", value: true } } },
    one: { kind: "blob", uri: join(folder, "x"), format: "", dimensionality: "single" },
    dir: { kind: "blob", uri: folder, format: "", dimensionality: "multipart" },
  };
  const script = "cd /var/inputs; for i in f big t n st l/0 l/1 m/k one dir/x inputs.yaml; do cat $i; echo; done";
  await home.run(task(script, {}, "YAML"), { inputs });
  const [f, big, t, n, st, ...rest] = home.log().split("\n");
  assert.equal([f, big, t, n, st], ["0.0000001", "1500000000000000000000", "1m1s", "null", '{"k":1}']);
  assert.equal(rest.slice(0, 5), ["1", "2", "true", "content", "content"]);
  assert.match(rest[5] ?? "", '"l":[1,2]');
});

raw("the message of all inputs names files by where they lie for the container", async ({ home }) => {
  writeFileSync(join(home.root, "given"), "content");
  const given: Literal = { kind: "blob", uri: join(home.root, "given"), format: "", dimensionality: "single" };
  const copy = join(home.root, "copy.pb");
  await home.run(task(`cp /var/inputs/inputs.pb ${copy}`, {}, "PROTO"), {
    inputs: { all: { kind: "list", items: [given] } },
  });
  const { all } = decodeLiterals(fromBinary(LiteralMapSchema, readFileSync(copy)));
  const [first] = all?.kind === "list" ? all.items : [];
  assert.match(first?.kind === "blob" ? first.uri : "", /\/inputs\/all\/0$/);
});

raw("a file that is given is copied to the task's storage", async ({ home }) => {
  const { outputs } = await home.run(task("echo hi > /var/outputs/f.txt", { f: file }), { inputs: { a: int(1) } });
  const { f } = outputs;
  assert.is(f?.kind === "blob" && readFileSync(f.uri, "utf8"), "hi\n");
});

raw("outputs that are missing, malformed or too long fail by name, as may another attempt", async ({ home }) => {
  const inputs = { inputs: { a: int(1) } };
  const whole: FlowType = { kind: "int" };
  const codes = ["true", "echo x > /var/outputs/o", "seq 1000 > /var/outputs/o"];
  for (const script of codes) {
    const error = await rejects(home.run(task(script, { o: whole }), inputs), "OutputUploadFailed");
    assert.match(error.message, /output o/);
  }
  const told = await rejects(
    home.run(task("echo no luck > /var/outputs/_ERROR", { o: whole }), inputs),
    "OutputUploadFailed",
  );
  assert.match(told.message, "no luck");
});

raw("an input that cannot be reached fails with its address", async ({ home }) => {
  const inputs: Literals = { f: { kind: "blob", uri: "s3://bucket/x", format: "", dimensionality: "single" } };
  const error = await rejects(home.run(task("true", {}), { inputs }), "InputDownloadFailed");
  assert.match(error.message, "s3://bucket/x");
});

raw.run();
