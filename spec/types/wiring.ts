import {
  type Bindings,
  byDefault,
  Field,
  Float,
  type Flow,
  FlyteFile,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  Str,
  Task,
  type TaskContext,
} from "flytepath";

class TrainRequest {
  @Field(Float) testSplitRatio = byDefault(0.66);
  @Field(Int) seed = byDefault(5);
  @Field(Str) label!: string;
}
class TrainResult {
  @Field(FlyteFile) model!: FlyteFile;
  @Field(Float) accuracy!: number;
}
class ReportInputs {
  @Field(Float) accuracy!: number;
  @Field(Str) title = byDefault("Diabetes");
}
class ReportOutputs {
  @Field(Str) text!: string;
}
class ExampleInputs {
  @Field(Int) seed = byDefault(5);
  @Field([Str]) tags!: string[];
}

@FlyteStep({ launchPlan: "a.b", inputs: TrainRequest, outputs: TrainResult })
class Train extends Remote<TrainRequest, TrainResult> {}

@Task({ inputs: ReportInputs, outputs: ReportOutputs, retries: 2 })
class Report {
  async run({ accuracy, title }: ReportInputs, _ctx: TaskContext): Promise<ReportOutputs> {
    const next: number = accuracy + 1;
    const text: string = title;
    return { text: `${text} ${next}` };
  }
}

@Task()
class Ping {
  run(): void {}
}

@Pipeline({ name: "example", inputs: ExampleInputs, outputs: ReportOutputs })
export class Example {
  compose({ seed, tags }: Refs<ExampleInputs>, flow: Flow): Bindings<ReportOutputs> {
    const ping = flow.step(Ping);
    const trained = flow.step(Train, { seed, label: tags.at(0) }, { after: [ping] });
    const report = flow.step(Report, { accuracy: trained.accuracy });
    flow.step(Report, { accuracy: 0.5, title: "x" }, { name: "dry-run" });
    return { text: report.text };
  }
}

@Pipeline({ inputs: ExampleInputs, outputs: ReportOutputs })
export class Outer {
  compose({ seed }: Refs<ExampleInputs>, flow: Flow) {
    const inner = flow.step(Example, { seed, tags: ["a"] });
    return flow.step(Report, { accuracy: 1, title: inner.text });
  }
}

export class Wrong {
  compose({ seed }: Refs<ExampleInputs>, flow: Flow): Bindings<ReportOutputs> {
    // @ts-expect-error -- an input without a default is missing
    flow.step(Train, { seed });
    // @ts-expect-error -- all inputs are missing
    flow.step(Report);
    // @ts-expect-error -- a value of the wrong type
    flow.step(Train, { seed, label: 5 });
    // @ts-expect-error -- a ref of the wrong type
    flow.step(Train, { seed: flow.step(Report, { accuracy: 1 }).text, label: "x" });
    // @ts-expect-error -- an input that is not there
    flow.step(Train, { label: "x", sed: 5 });
    const trained = flow.step(Train, { label: "x" });
    // @ts-expect-error -- an output that is not there
    trained.acuracy;
    // @ts-expect-error -- compose's inputs are no step to wait for
    flow.step(Ping, {}, { after: [seed] });
    // @ts-expect-error -- an output of the wrong type
    return { text: trained.accuracy };
  }
}

// @ts-expect-error -- decorator and run disagree on the inputs
@Task({ inputs: ReportInputs, outputs: ReportOutputs })
export class WrongInputs {
  async run(_: TrainRequest): Promise<ReportOutputs> {
    return { text: "" };
  }
}
// @ts-expect-error -- decorator and run disagree on the outputs
@Task({ inputs: ReportInputs, outputs: TrainResult })
export class WrongOutputs {
  async run(_: ReportInputs): Promise<ReportOutputs> {
    return { text: "" };
  }
}
// @ts-expect-error -- decorator and compose disagree
@Pipeline({ inputs: ExampleInputs, outputs: TrainResult })
export class WrongPipeline {
  compose(_: Refs<ExampleInputs>, flow: Flow): Bindings<ReportOutputs> {
    return flow.step(Report, { accuracy: 1 });
  }
}
// @ts-expect-error -- decorator and remote disagree
@FlyteStep({ launchPlan: "a.b", inputs: ReportInputs, outputs: TrainResult })
export class WrongRemote extends Remote<TrainRequest, TrainResult> {}

// @ts-expect-error -- two things to execute
@FlyteStep({ launchPlan: "a.b", task: "c" })
export class Two extends Remote<object, object> {}

// @ts-expect-error -- nothing to execute
@FlyteStep({ project: "p" })
export class None extends Remote<object, object> {}
