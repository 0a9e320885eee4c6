import {
  type Bindings,
  byDefault,
  Field,
  type Flow,
  Int,
  MapOf,
  Optional,
  Pipeline,
  type Refs,
  Task,
} from "flytepath";

class Numbers {
  @Field([Int]) values!: number[];
}
class Scaling {
  @Field(Int) value!: number;
  @Field(Int) by = byDefault(2);
}
class Scaled {
  @Field(Int, { name: "o0" }) value!: number;
}
class Many {
  @Field([Optional(Int)]) values!: (number | undefined)[];
  @Field(MapOf(Int)) named!: Record<string, number>;
}

@Task({ inputs: Scaling, outputs: Scaled, retries: 1 })
class Scale {
  run({ value, by }: Scaling): Scaled {
    return { value: value * by };
  }
}
@Task({ inputs: Many, outputs: Numbers })
class Collect {
  run(_: Many): Numbers {
    return { values: [] };
  }
}

/** Lists cut into elements, whole inputs, a tolerance, and lists and maps made of refs. */
@Pipeline({ inputs: Numbers, outputs: Numbers })
export class Maps {
  compose({ values }: Refs<Numbers>, flow: Flow): Bindings<Numbers> {
    const doubled = flow.map(Scale, { value: values }, { concurrency: 2 });
    const some = flow.map(Scale, { value: doubled.value, by: [1, 2, 3] }, { name: "some", minSuccessRatio: 0.5 });
    const first = flow.step(Scale, { value: values.at(0) }, { name: "first" });
    flow.step(Collect, { values: [first.value, 10, undefined], named: { a: first.value, b: 2 } });
    return flow.step(Collect, { values: some.value, named: {} }, { name: "last" });
  }
}
