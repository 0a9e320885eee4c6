import { fromBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { check } from "../../../lib/dag/index.js";
import { type DynamicJobSpec, DynamicJobSpecSchema } from "../../../lib/idl/gen/flyteidl/core/dynamic_job_pb.js";
import { decodeDag, decodeDynamic, decodeTaskSpec, encodeCompiled } from "../../../lib/idl/index.js";
import { throws } from "../../support/expect.js";
import { golden } from "../../support/golden.js";
import { goldenModules, goldenPlace as place } from "../../support/golden-flytekit.js";

interface Left {
  readonly task: string;
  readonly files: { readonly "futures.pb"?: { readonly base64: string } };
}

const dynamic = suite("lib/idl/dynamic");
const { containers } = golden<{ containers: readonly Left[] }>("flytekit/fanout.json");
const module = goldenModules().find(({ name }) => name === "fanout")!;
const decoded = module.tasks.map((spec) => decodeTaskSpec(spec, place));

for (const { task, files } of containers) {
  const bytes = files["futures.pb"];
  if (bytes === undefined) continue;

  dynamic(`what ${task} left is a Dag that can run`, () => {
    const job = futures(bytes.base64);
    const { outputs } = decoded.find(({ ref }) => ref.name === task)!.interface;
    const dag = decodeDynamic(job, { node: "n0", outputs, place });
    assert.is(dag.ref.name, "dynamic_n0");
    assert.equal(check(dag), []);
    assert.equal(
      dag.nodes.map(({ id }) => id),
      job.nodes.map(({ id }) => id),
    );
    assert.equal(decodeDag({ workflow: encodeCompiled(dag, place) }, place), dag);
  });
}

dynamic("fewer successes than nodes are refused", () => {
  const job = futures(containers[0]!.files["futures.pb"]!.base64);
  job.minSuccesses = 1n;
  throws(() => decodeDynamic(job, { node: "n0", outputs: {}, place }), "NODE_UNSUPPORTED");
});

dynamic("a Dag is compiled with the tasks of other versions that it runs", () => {
  const dag = decodeDynamic(futures(containers[0]!.files["futures.pb"]!.base64), {
    node: "n0",
    outputs: {},
    place,
  });
  const elsewhere = { ...place, version: "another" };
  const moved = decodeDag({ workflow: encodeCompiled(dag, place) }, elsewhere);
  assert.equal(Object.keys(moved.tasks), ["::workflows.fanout.count:v1"]);
  const { tasks, primary } = encodeCompiled(moved, elsewhere);
  assert.is(tasks[0]!.template!.id!.version, "v1");
  assert.is(primary!.template!.id!.version, "v1");
});

dynamic.run();

function futures(base64: string): DynamicJobSpec {
  return fromBinary(DynamicJobSpecSchema, Buffer.from(base64, "base64"));
}
