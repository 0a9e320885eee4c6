import { Max, Min } from "class-validator";
import {
  type Bindings,
  byDefault,
  Field,
  Float,
  type Flow,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Str,
  Task,
  type TaskContext,
} from "flytepath";

// Pipelines that end in every way a command can tell of.

export class Text {
  @Field(Str) text!: string;
}

export class Count {
  @Field(Int, { description: "how many" })
  @Min(1)
  @Max(9)
  count = byDefault(3);
}

@Task({ inputs: Text, outputs: Text })
export class Throws {
  run({ text }: Text): Text {
    throw new RangeError(`cannot take ${text}`);
  }
}

@Task({ inputs: Text, outputs: Text })
export class ThrowsText {
  run({ text }: Text): Text {
    throw text;
  }
}

@Task({ inputs: Text, outputs: Text })
export class GivesNumber {
  run({ text }: Text): Text {
    // A body that is not as its class says.
    return { text: text.length as unknown as string };
  }
}

@Task({ inputs: Text, outputs: Text })
export class Sleeps {
  async run({ text }: Text, ctx: TaskContext): Promise<Text> {
    ctx.log.info("sleeping");
    const { stdout } = await ctx.shell("sh", ["-c", `echo $$ > ${text}; sleep 300; echo done`]);
    return { text: stdout };
  }
}

@Task({ inputs: Text, outputs: Text, timeout: "100ms" })
export class NeverSettles {
  run(_: Text): Promise<Text> {
    return new Promise(() => {});
  }
}

@Task({ inputs: Count, outputs: Text })
export class Repeat {
  run({ count }: Count): Text {
    return { text: "x".repeat(count) };
  }
}

@Task({ inputs: Count, outputs: Text })
export class ThrowsLate {
  async run({ count }: Count): Promise<Text> {
    setTimeout(() => {
      throw new Error(`late ${count}`);
    }, 1);
    return new Promise(() => setTimeout(() => {}, 60_000));
  }
}

@Task({ inputs: Text, outputs: Text })
export class Prints {
  run({ text }: Text): Text {
    console.log(`printed ${text}`);
    return { text };
  }
}

export class Exact {
  @Field(Int, { name: "the_number" }) exactly!: number | bigint;
}

@Task({ inputs: Exact, outputs: Exact })
export class Keep {
  run({ exactly }: Exact): Exact {
    return { exactly };
  }
}

@FlyteStep({ launchPlan: "no.such.plan", inputs: Text, outputs: Text })
export class NoSuchPlan extends Remote<Text, Text> {}

export class NumberResult {
  @Field(Str) model!: string;
  @Field(Float) precision!: number;
}

@FlyteStep({
  launchPlan: "ml_training.pima_diabetes.diabetes.diabetes_xgboost_model",
  inputs: Text,
  outputs: NumberResult,
})
export class OtherInterface extends Remote<Text, NumberResult> {}

@Pipeline({ inputs: Text, outputs: Text })
export class Throwing {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(Throws, { text });
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class ThrowingText {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(ThrowsText, { text });
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class GivingNumber {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(GivesNumber, { text });
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class Sleeping {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(Sleeps, { text });
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class Unsettled {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(NeverSettles, { text });
  }
}

@Pipeline({ inputs: Count, outputs: Text })
export class Repeating {
  compose({ count }: Refs<Count>, flow: Flow): Bindings<Text> {
    return flow.step(Repeat, { count });
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class Unknown {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(NoSuchPlan, { text });
  }
}

@Pipeline({ inputs: Text })
export class Differing {
  compose({ text }: Refs<Text>, flow: Flow): void {
    flow.step(OtherInterface, { text });
  }
}

@Pipeline({ inputs: Count, outputs: Text })
export class ThrowingLate {
  compose({ count }: Refs<Count>, flow: Flow): Bindings<Text> {
    return flow.step(ThrowsLate, { count });
  }
}

@Pipeline({ inputs: Text, outputs: Text })
export class Printing {
  compose({ text }: Refs<Text>, flow: Flow): Bindings<Text> {
    return flow.step(Prints, { text });
  }
}

@Pipeline({ inputs: Exact, outputs: Exact })
export class Keeping {
  compose({ exactly }: Refs<Exact>, flow: Flow): Bindings<Exact> {
    return flow.step(Keep, { exactly });
  }
}
