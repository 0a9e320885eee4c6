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
@Task({ isolation: "elsewhere" as "thread" })
class Moved {
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
  startDate: "2021-01-01",
  runTimeout: "",
  maxParallelism: 0,
  endDate: "2020-01-01",
  onFailure: "shrug" as "fail_immediately",
  labels: { "a b": "c" },
  kickoffTimeInput: "value",
})
export class Options {
  compose(_: Refs<Value>, flow: Flow): void {
    flow.step(Stubborn, {}, { retries: 1.5 });
    flow.step(Cached);
    flow.step(Two);
    flow.step(Spaced);
    flow.sleep("a while");
    // What only an author without a compiler can write.
    flow.step(Stubborn, ["all"] as object, { name: "list", trigger: "sometimes" as "always" });
    flow.step(Moved);
  }
}
