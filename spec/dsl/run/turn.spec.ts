import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type Bindings, Field, type Flow, Int, Pipeline, type Refs, start, Task } from "../../../dsl/index.js";
import { within } from "../../support/expect.js";

const turn = suite("dsl/run/turn");

class N {
  @Field(Int) n!: number;
}
class Many {
  @Field([Int]) n!: number[];
}

let bodies = 0;

@Task({ inputs: N, outputs: N })
class Busy {
  run({ n }: N): N {
    bodies += 1;
    const until = performance.now() + 10;
    while (performance.now() < until);
    return { n };
  }
}

@Pipeline({ inputs: Many, outputs: Many })
class Crowd {
  compose({ n }: Refs<Many>, flow: Flow): Bindings<Many> {
    return { n: flow.map(Busy, { n }, { concurrency: 1 }).n };
  }
}

turn("bodies that never wait leave the event loop its turns: an abort by a timer ends the run amid them", async () => {
  const going = start(Crowd, { n: Array.from({ length: 300 }, (_, index) => index) });
  setTimeout(() => going.abort("enough"), 1);
  const { phase, cause } = await within(20_000, going.outcome);
  assert.equal([phase, cause], ["ABORTED", "enough"]);
  assert.ok(bodies < 300, `${bodies} bodies ran`);
});

turn.run();
