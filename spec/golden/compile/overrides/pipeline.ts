import { type Bindings, byDefault, Field, type Flow, Int, Pipeline, type Refs, Task } from "flytepath";

class Value {
  @Field(Int) value = byDefault(1);
  @Field(Int) seed = byDefault(1);
}
@Task({
  inputs: Value,
  outputs: Value,
  description: "Adds one",
  retries: 1,
  timeout: "1h30m",
  cache: { version: "2", serialize: true, ignoreInputs: ["seed"] },
  isolation: "thread",
  interruptible: true,
  image: "registry/image:1",
  env: { LEVEL: "debug" },
  resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
  secrets: [{ key: "token", group: "api", mount: "env", envVar: "TOKEN" }],
})
class Next {
  run(value: Value): Value {
    return value;
  }
}

/** Everything that a step can change about its task. */
@Pipeline({
  inputs: Value,
  outputs: Value,
  description: "Counts",
  interruptible: false,
  timezone: "Europe/Berlin",
  schedule: "*/10 0-6 * * mon-fri",
  startDate: "2021-01-01T06:00:00+02:00",
  endDate: "2022-01-01",
  maxActiveRuns: 1,
  labels: { team: "counting" },
  annotations: { note: "a b" },
})
export class Overrides {
  compose({ value }: Refs<Value>, flow: Flow): Bindings<Value> {
    flow.step(
      Next,
      { value },
      {
        retries: 3,
        backoff: { initial: "1s", factor: 3, max: "1m", jitter: 0.2 },
        timeout: "90s",
        interruptible: false,
        trigger: "all_success",
        pool: "gpu",
        priority: 7,
        resources: { gpu: "1" },
        image: "registry/image:2",
      },
    );
    const fresh = flow.step(Next, { value }, { name: "fresh", cache: "off" });
    flow.map(Next, { value: [1, 2] }, { name: "each", retries: 2, resources: { cpu: "2" }, cache: { version: "3" } });
    return flow.step(Next, fresh, { name: "last", after: ["next"] });
  }
}
