import {
  and,
  Bool,
  byDefault,
  eq,
  Field,
  Float,
  type Flow,
  type FlyteExecution,
  FlyteSensor,
  FlyteStep,
  failWith,
  gte,
  Int,
  lt,
  not,
  Optional,
  Pipeline,
  type Ref,
  type Refs,
  Remote,
  Str,
  Task,
} from "flytepath";

class Point {
  @Field(Int) x!: number;
  @Field(Str) label = byDefault("");
}
class Given {
  @Field(Float) accuracy!: number;
  @Field(Bool) fair!: boolean;
  @Field([Int]) counts!: number[];
  @Field(Point) point!: Point;
  @Field([Point]) points!: Point[];
}
class One {
  @Field(Int) value!: number;
  @Field(Int) by = byDefault(2);
}
class Sum {
  @Field(Int) total!: number;
}
class Many {
  @Field([Int]) totals!: number[];
  @Field([Optional(Int)]) some = byDefault<(number | undefined)[]>([]);
}

@Task({ inputs: One, outputs: Sum })
class Scale {
  run({ value, by }: One): Sum {
    return { total: value * by };
  }
}
@Task({ inputs: Many })
class Collect {
  run(_: Many): void {}
}
@FlyteStep({ workflow: "a.b", wait: false, inputs: One })
class Launch extends Remote<One, FlyteExecution> {}

@Pipeline({ inputs: Given, outputs: Sum })
export class Everything {
  compose({ accuracy, fair, counts, point, points }: Refs<Given>, flow: Flow) {
    // Ways inside values.
    const first = flow.step(Scale, { value: point.x });
    flow.step(Scale, { value: points.at(0).x, by: counts.at(1) });
    // @ts-expect-error -- a list is asked by at
    flow.step(Scale, { value: counts[0] });
    // @ts-expect-error -- a field that the DTO has not
    flow.step(Scale, { value: point.z });

    // Maps give lists.
    const each = flow.map(Scale, { value: counts }, { concurrency: 2 });
    flow.step(Collect, { totals: each.total });
    const some = flow.map(Scale, { value: [1, first.total] }, { minSuccessRatio: 0.5 });
    flow.step(Collect, { totals: [1, first.total], some: some.total });
    // @ts-expect-error -- elements may be absent where some may fail
    flow.step(Collect, { totals: some.total });
    // @ts-expect-error -- a list of something else
    flow.map(Scale, { value: points });

    // Conditions.
    const merged = flow.when(
      and(gte(accuracy, 0.8), not(fair), lt(first.total, 3)),
      () => flow.step(Scale, { value: 1 }),
      () => ({ total: first.total, more: 1 }),
    );
    flow.step(Scale, { value: merged.total });
    // @ts-expect-error -- only one way gives it
    flow.step(Scale, { value: merged.more });
    const sure = flow.when(fair, () => first, failWith("it is not fair"));
    flow.step(Scale, { value: sure.total }, { after: [merged, "scale"] });
    const alone = flow.when(fair, () => first);
    flow.step(Scale, { value: 1 }, { after: [alone] });
    // @ts-expect-error -- without another way there is nothing to use
    flow.step(Scale, { value: alone.total });
    // @ts-expect-error -- a number is not compared with a text
    gte(accuracy, "high");
    // @ts-expect-error -- yes and no have no order
    gte(fair, true);
    // @ts-expect-error -- a whole object is not compared
    eq(point, point);

    // Gates and remote executions.
    const title = flow.signal("title", Str);
    const many: Ref<number> = flow.signal("how-many", Int);
    gte(many, 2);
    flow.sleep("10m", { after: [title, flow.approve("ship-it", { show: { title } })] });
    const launched = flow.step(Launch, { value: 1 });
    const sensed = flow.step(
      FlyteSensor.of(Sum),
      { executionName: launched.executionName },
      { pokeInterval: "1s", softFail: true },
    );
    flow.step(FlyteSensor, { executionName: title });
    // @ts-expect-error -- only sensors poke
    flow.step(Scale, { value: sensed.total }, { pokeInterval: "1s" });
    // @ts-expect-error -- a trigger that does not exist
    flow.step(Scale, { value: 1 }, { trigger: "sometimes" });
    return { total: sensed.total };
  }
}

@Pipeline({ inputs: Given, outputs: Sum })
export class Outer {
  compose(given: Refs<Given>, flow: Flow) {
    return { total: flow.step(Everything, given).total };
  }
}

// @ts-expect-error -- what is not waited for gives its execution, no outputs of its own
@FlyteStep({ workflow: "a.b", wait: false, inputs: One, outputs: Sum })
export class Hasty extends Remote<One, Sum> {}

// @ts-expect-error -- run must name its inputs
@Task({ inputs: One, outputs: Sum })
export class Silent {
  run(): Sum {
    return { total: 1 };
  }
}

// @ts-expect-error -- compose must name its inputs
@Pipeline({ inputs: One })
export class Mute {
  compose(): void {}
}

// @ts-expect-error -- compose must not be async
@Pipeline()
export class Late {
  async compose(): Promise<void> {}
}
