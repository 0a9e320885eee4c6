import {
  and,
  type Bindings,
  Bool,
  eq,
  failWith,
  Field,
  Float,
  type Flow,
  gt,
  gte,
  Int,
  lt,
  not,
  or,
  Pipeline,
  type Refs,
  Str,
  Task,
} from "flytepath";

class Model {
  @Field(Float) accuracy!: number;
  @Field(Bool) fair!: boolean;
  @Field(Str) kind!: string;
}
class Score {
  @Field(Float, { name: "test_accuracy" }) accuracy!: number;
}
class Verdict {
  @Field(Str) text!: string;
  @Field(Int) rank!: number;
}

@Task({ inputs: Model, outputs: Score })
class Measure {
  run({ accuracy }: Model): Score {
    return { accuracy };
  }
}
@Task({ inputs: Score, outputs: Verdict })
class Ship {
  run(_: Score): Verdict {
    return { text: "shipped", rank: 1 };
  }
}
@Task({ inputs: Score, outputs: Verdict })
class Keep {
  run(_: Score): Verdict {
    return { text: "kept", rank: 0 };
  }
}
@Task({ inputs: Verdict })
class Tell {
  run(_: Verdict): void {}
}

/** Single steps, ways with more to do, chains, refusals, and a way that is left out. */
@Pipeline({ inputs: Model, outputs: Verdict })
export class Conditions {
  compose({ accuracy, fair, kind }: Refs<Model>, flow: Flow): Bindings<Verdict> {
    const measured = flow.step(Measure, { accuracy, fair, kind });
    const single = flow.when(
      and(gte(measured.accuracy, 0.8), fair),
      () => flow.step(Ship, { accuracy: measured.accuracy }),
      () => flow.step(Keep, { accuracy }),
      { name: "single" },
    );
    const several = flow.when(
      or(not(fair), eq(kind, "tree"), lt(accuracy, 0.5)),
      () => {
        const again = flow.step(Measure, { accuracy: measured.accuracy, fair: false, kind: single.text });
        const kept = flow.step(Keep, { accuracy: again.accuracy });
        return { text: kept.text, rank: 7 };
      },
      () => {
        const inner = flow.when(gt(single.rank, 3), () => flow.step(Ship, { accuracy }), failWith("the rank is too low"));
        return { text: inner.text, rank: inner.rank };
      },
      { name: "several" },
    );
    const told = flow.when(not(and(fair, gt(several.rank, 2))), () => flow.step(Tell, several), undefined, { name: "telling" });
    const last = flow.step(Keep, { accuracy: 1 }, { after: [told] });
    return { text: last.text, rank: several.rank };
  }
}
