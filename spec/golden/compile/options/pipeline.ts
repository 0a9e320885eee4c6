import { byDefault, Field, type Flow, FlyteStep, Int, Pipeline, type Refs, Remote, Task } from "flytepath";

class Value {
  @Field(Int) value = byDefault(1);
}
@Task({
  inputs: Value,
  retries: -1,
  timeout: "5 apples",
  cache: { version: "", ignoreInputs: [] },
  backoff: { initial: "soon", factor: 0, jitter: 2 },
})
class Stubborn {
  run(_: Value): void {}
}
@Task({ cache: { version: "1", ignoreInputs: ["seed"] } })
class Cached {
  run(): void {}
}
// @ts-expect-error -- two things to execute
@FlyteStep({ launchPlan: "a", task: "b", executionName: "1 or 2", maxParallelism: -2 })
class Two extends Remote<object, object> {}
@FlyteStep({ task: "a b" })
class Spaced extends Remote<object, object> {}

/** Options that are not as they must be. */
@Pipeline({
  inputs: Value,
  schedule: "sometimes",
  timezone: "Mars/Olympus",
  startDate: "yesterday",
  runTimeout: "",
  maxParallelism: 0,
  kickoffTimeInput: "value",
})
export class Options {
  compose(_: Refs<Value>, flow: Flow): void {
    flow.step(Stubborn, {}, { retries: 1.5 });
    flow.step(Cached);
    flow.step(Two);
    flow.step(Spaced);
    flow.sleep("a while");
  }
}
