import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Bindings, type Flow, FlyteStep, Pipeline, type Refs, Remote } from "../../../dsl/index.js";
import { emulated, run } from "../../../dsl/run/index.js";
import type { Event } from "../../../lib/engine/index.js";
import { Answer, Numbers, remoteSide } from "../../contract/remote-side.js";
import { rejects } from "../../support/expect.js";

const connecting = suite("dsl/run/connections");

const served = emulated({ pipelines: remoteSide, sample: false });
connecting.before(async () => {
  const { url } = await served.listen({ port: 0 });
  process.env.FLYTE_CONN_SPEC = url;
  process.env.AIRFLOW_CONN_SPEC_AIRFLOW = `${url.replace("grpc:", "flyte:")}/?insecure=true&project=flytesnacks`;
});
connecting.after(async () => served[Symbol.asyncDispose]());

@FlyteStep({ launchPlan: "remote.scale", connection: "spec", inputs: Numbers, outputs: Answer })
class Here extends Remote<Numbers, Answer> {}
@FlyteStep({ launchPlan: "remote.scale", connection: "spec_airflow", inputs: Numbers, outputs: Answer })
class There extends Remote<Numbers, Answer> {}

@Pipeline({ inputs: Numbers, outputs: Answer })
class Both {
  compose({ n }: Refs<Numbers>, flow: Flow): Bindings<Answer> {
    const { answer } = flow.step(Here, { n });
    return flow.step(There, { n: answer });
  }
}

connecting("each step goes where its connection says, when that is asked for", async () => {
  const links: string[] = [];
  const onEvent = (event: Event) => {
    if (event.kind === "task" && event.progress?.logs !== undefined) links.push(event.progress.logs[0]!.uri);
  };
  const { answer } = await run(Both, { n: 1 }, { backend: "connections", onEvent });
  assert.is(answer, 4);
  assert.is(links.length, 2);
  assert.match(links[0]!, process.env.FLYTE_CONN_SPEC!.replace("grpc:", "http:"));
});

connecting("otherwise the backend of the run is used, whatever the steps name", async () => {
  const error = await rejects(run(Both, { n: 1 }, { backend: emulated({ sample: false }) }), "BACKEND_ENTITY_UNKNOWN");
  assert.match(error.message, "embedded has no launch plan remote.scale");
});

connecting("a connection that nobody knows says where it was looked for", async () => {
  delete process.env.AIRFLOW_CONN_SPEC_AIRFLOW;
  const home = process.env.HOME;
  process.env.HOME = "/nonexistent";
  const error = await rejects(run(Both, { n: 1 }, { backend: "connections" }), "BACKEND_CONNECTION_UNKNOWN");
  process.env.HOME = home;
  assert.match(error.message, "AIRFLOW_CONN_SPEC_AIRFLOW");
});

connecting.run();
