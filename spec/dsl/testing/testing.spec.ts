import { suite } from "uvu";
import * as assert from "uvu/assert";
import { byDefault, Field, Float, Int } from "../../../dsl/field/index.js";
import { FlyteSensor, FlyteStep, Remote } from "../../../dsl/flyte/index.js";
import { fakeClock, standIn } from "../../../dsl/testing/index.js";
import { rejects, throws } from "../../support/expect.js";

class Request {
  @Field(Int) seed!: number;
  @Field(Float, { name: "test_split_ratio" }) ratio = byDefault(0.5);
}
class Result {
  @Field(Float) accuracy!: number;
}
@FlyteStep({ launchPlan: "a.b", inputs: Request, outputs: Result })
class Train extends Remote<Request, Result> {}

const testing = suite("dsl/testing");
const call = { attempt: 0, signal: new AbortController().signal };

testing("a stand-in sees the step's inputs with their defaults, and answers in its outputs", async () => {
  const { step, answer } = standIn(Train, ({ seed, ratio }) => ({ accuracy: seed * ratio }));
  assert.is(step, Train);
  assert.equal(await answer({ seed: { kind: "int", value: "3" } }, call), { accuracy: { kind: "float", value: 1.5 } });
});

testing("a stand-in's values are judged like those of the step", async () => {
  const { answer } = standIn(Train, () => ({ accuracy: "high" }) as unknown as Result);
  await rejects(answer({}, call), "FIELD_VALUE_MISSING");
  await rejects(answer({ seed: { kind: "int", value: "3" } }, call), "VALUE_TYPE_MISMATCH");
});

testing("a sensor can be stood in for, and a class that is no step cannot", async () => {
  const { answer } = standIn(FlyteSensor.of(Result), () => ({ accuracy: 1 }));
  const outputs = await answer({ execution_name: { kind: "string", value: "a" } }, call);
  assert.equal(outputs, { accuracy: { kind: "float", value: 1 } });
  class Bare {
    run(): void {}
  }
  throws(() => standIn(Bare, () => ({})), "STEP_CLASS_UNKNOWN");
});

testing("sleepers of a fake clock wake in order, and what they start is waited for", async () => {
  const clock = fakeClock(0);
  const seen: string[] = [];
  const tick = async (name: string, every: number) => {
    for (let times = 0; times < 3; times += 1) {
      await clock.sleep(every, call.signal);
      seen.push(`${name} ${clock.now()}`);
    }
  };
  const both = Promise.all([tick("slow", 400), tick("fast", 250)]);
  await clock.advance("1s");
  assert.equal(seen, ["fast 250", "slow 400", "fast 500", "fast 750", "slow 800"]);
  assert.is(clock.now(), 1000);
  await clock.advance(200);
  await both;
  assert.is(clock.sleepers, 0);
});

testing("a sleeper of a fake clock wakes when it is aborted", async () => {
  const clock = fakeClock();
  const abort = new AbortController();
  const sleep = clock.sleep(1000, abort.signal);
  assert.is(clock.sleepers, 1);
  abort.abort();
  await sleep;
  await clock.sleep(1000, abort.signal);
  assert.is(clock.sleepers, 0);
});

testing.run();
