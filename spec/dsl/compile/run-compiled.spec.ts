import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../../dsl/compile/index.js";
import {
  type AnyClass,
  Bool,
  byDefault,
  type Class,
  dehydrate,
  Field,
  Float,
  hydrate,
  Int,
  MapOf,
  Optional,
  Str,
} from "../../../dsl/field/index.js";
import {
  and,
  type Bindings,
  type Flow,
  failWith,
  gte,
  lt,
  not,
  Pipeline,
  pipelineOf,
  type Refs,
} from "../../../dsl/pipeline/index.js";
import { runTask, Task, type TaskContext } from "../../../dsl/task/index.js";
import { execute, type Runner, type RunOutcome } from "../../../lib/engine/index.js";
import { FlyteError } from "../../../lib/types/index.js";

// Pipelines as people write them, compiled and run by the engine: values must come out where they were wired.

class Given {
  @Field(Float) accuracy = byDefault(0.9);
  @Field(Bool) fair = byDefault(true);
  @Field([Int]) values = byDefault<number[]>([1, 2, 3]);
}
class Point {
  @Field(Int, { name: "x_axis" }) x!: number;
  @Field(Optional(Str)) note?: string;
}
class Scaling {
  @Field(Int) value!: number;
  @Field(Int) by = byDefault(2);
}
class Scaled {
  @Field(Int, { name: "o0" }) value!: number;
}
class Text {
  @Field(Str) text!: string;
}
class Parts {
  @Field(Optional(Int)) one?: number;
  @Field([Optional(Int)]) many = byDefault<(number | undefined)[]>([]);
  @Field(MapOf(Int)) named = byDefault<Record<string, number>>({});
  @Field([Point]) points = byDefault<Point[]>([]);
}

@Task({ inputs: Scaling, outputs: Scaled })
class Scale {
  run({ value, by }: Scaling): Scaled {
    if (value === 13) throw new Error("unlucky");
    return { value: value * by };
  }
}
@Task({ inputs: Parts, outputs: Text })
class Tell {
  run({ one, many, named, points }: Parts): Text {
    for (const point of points) assert.instance(point, Point);
    return { text: JSON.stringify({ one, many, named, points }) };
  }
}
@Task({ inputs: Point, outputs: Parts })
class Spread {
  run({ x, note }: Point): Parts {
    const point = Object.assign(new Point(), note === undefined ? { x } : { x, note });
    return { many: [x], named: { a: x }, points: [point, point] };
  }
}

const running = suite("dsl/compile/run-compiled");

running("what ways inside values lead to is taken out of them", async () => {
  @Pipeline({ inputs: Given, outputs: Text })
  class Inside {
    compose({ values }: Refs<Given>, flow: Flow) {
      const { points, named, many } = flow.step(Spread, { x: values.at(1), note: "n" });
      const deep = flow.step(Scale, { value: points.at(1).x });
      return flow.step(Tell, { one: deep.value, many: [many.at(0), 7], named: { b: named.a!, c: 1 }, points });
    }
  }
  assert.equal(JSON.parse((await play<Text>(Inside)).text), {
    one: 4,
    many: [2, 7],
    named: { b: 2, c: 1 },
    points: [
      { x: 2, note: "n" },
      { x: 2, note: "n" },
    ],
  });
});

running("an object, a step or the inputs can fill another step as they are", async () => {
  @Pipeline({ inputs: Point, outputs: Parts })
  class Whole {
    compose(point: Refs<Point>, flow: Flow) {
      const spread = flow.step(Spread, point);
      const again = flow.step(Spread, spread.points.at(0), { name: "again" });
      const told = flow.step(Tell, again);
      return flow.step(Spread, { ...spread.points.at(1), x: 7 }, { name: "last", after: [told] });
    }
  }
  assert.equal((await play<Parts>(Whole, { x: 3 })).many, [7]);
});

running("a map cuts lists, gives the rest whole, and tells which elements failed", async () => {
  @Pipeline({ inputs: Given, outputs: Text })
  class Maps {
    compose({ values }: Refs<Given>, flow: Flow) {
      const all = flow.map(Scale, { value: values, by: 10 }, { concurrency: 2 });
      const some = flow.map(Scale, { value: [1, 13, 3] }, { name: "some", minSuccessRatio: 0.5 });
      const told = flow.step(Tell, { many: some.value, one: all.value.at(2) });
      return flow.step(Tell, { many: all.value, one: 5 }, { name: "again", after: [told] });
    }
  }
  @Pipeline({ inputs: Given, outputs: Text })
  class Some {
    compose(_: Refs<Given>, flow: Flow) {
      return flow.step(Tell, { many: flow.map(Scale, { value: [1, 13, 3] }, { minSuccesses: 2 }).value });
    }
  }
  assert.equal(JSON.parse((await play<Text>(Maps)).text), { one: 5, many: [10, 20, 30], named: {}, points: [] });
  assert.equal(JSON.parse((await play<Text>(Some)).text).many, [2, null, 6]);
});

@Pipeline({ inputs: Given, outputs: Scaled })
class Choosing {
  compose({ accuracy, fair, values }: Refs<Given>, flow: Flow): Bindings<Scaled> {
    const first = flow.step(Scale, { value: values.at(0) });
    const chosen = flow.when(
      and(gte(accuracy, 0.8), fair),
      () => flow.step(Scale, { value: first.value, by: 100 }),
      () => {
        const one = flow.step(Scale, { value: first.value }, { name: "one" });
        const two = flow.when(
          not(lt(accuracy, 0.2)),
          () => flow.step(Scale, { value: one.value, by: values.at(2) }),
          failWith("far too low"),
        );
        return { value: two.value };
      },
    );
    const aside = flow.when(
      lt(accuracy, 0),
      () => {
        flow.step(Scale, { value: 13 });
      },
      undefined,
      { name: "aside" },
    );
    return flow.step(Scale, { value: chosen.value, by: 1 }, { name: "last", after: [aside] });
  }
}

running("a condition runs one of its ways, and what comes after goes on", async () => {
  assert.equal(await play<Scaled>(Choosing), { value: 200 });
  assert.equal(await play<Scaled>(Choosing, { fair: false }), { value: 12 });
});

running("a refusal ends the run with its message", async () => {
  const { phase, error } = await outcomeOf(Choosing, { accuracy: 0.1 });
  assert.is(phase, "FAILED");
  assert.match(error!.message, /far too low/);
});

running("a pipeline is a step of another, with its defaults", async () => {
  @Pipeline({ inputs: Given, outputs: Scaled })
  class Outer {
    compose({ accuracy }: Refs<Given>, flow: Flow) {
      const inner = flow.step(Choosing, { accuracy });
      return flow.step(Choosing, { values: [inner.value, 0, 0] }, { name: "again" });
    }
  }
  assert.equal(await play<Scaled>(Outer), { value: 40_000 });
});

running("a failure handler is given the inputs by name, and the failure", async () => {
  const seen: unknown[] = [];
  class Failure {
    @Field(Float) accuracy!: number;
    @Field(Optional(FlyteError)) err?: FlyteError;
  }
  @Task({ inputs: Failure })
  class CleanUp {
    run({ accuracy, err }: Failure): void {
      seen.push(accuracy, err?.message.includes("unlucky"));
    }
  }
  @Pipeline({ inputs: Given, failureHandler: CleanUp })
  class Failing {
    compose(_: Refs<Given>, flow: Flow): void {
      flow.step(Scale, { value: 13 });
    }
  }
  const { phase } = await outcomeOf(Failing, {});
  assert.is(phase, "FAILED");
  assert.equal(seen, [0.9, true]);
});

running.run();

async function play<O extends object>(pipeline: AnyClass, inputs: object = {}): Promise<O> {
  const outcome = await outcomeOf(pipeline, inputs);
  if (outcome.phase !== "SUCCEEDED") throw new Error(outcome.error?.message, { cause: outcome.error?.thrown });
  return { ...hydrate(pipelineOf(pipeline)!.outputs as Class<O>, outcome.outputs ?? {}) };
}

async function outcomeOf(pipeline: AnyClass, inputs: object): Promise<RunOutcome> {
  const { dag, code } = compile(pipeline);
  const runner: Runner = {
    run: async (task, given, { signal, attempt, run, nodeId }) => {
      const ctx: TaskContext = { ...quiet, signal, attempt, run, node: nodeId };
      return { outputs: await runTask(code.get(task.ref.name)!, given, ctx, noFiles) };
    },
  };
  return await execute(dag, dehydrate(pipelineOf(pipeline)!.inputs, inputs), { run: "spec", runner });
}

const silent = () => {};
const quiet = {
  log: { debug: silent, info: silent, warn: silent, error: silent },
  workdir: "/nowhere",
  checkpoint: { save: async () => {}, restore: async () => undefined },
  progress: silent,
  shell: async () => ({ stdout: "", stderr: "", exitCode: 0 }),
};
const noFiles = {
  read: async () => new Uint8Array(),
  list: async () => [],
  write: async (name: string) => `memory://${name}`,
};
