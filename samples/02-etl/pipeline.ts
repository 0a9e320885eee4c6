import { Min } from "class-validator";
import {
  type Bindings,
  byDefault,
  Field,
  FileOf,
  type Flow,
  type FlyteFile,
  Int,
  Pipeline,
  type Refs,
} from "flytepath";
import { Extract, Load, Rank, SumDay } from "./tasks.js";

export class NightlyInputs {
  @Field(Int, { description: "attempts for which the shop's export is still locked" })
  @Min(0)
  busyFor = byDefault(1);
}

export class NightlyOutputs {
  @Field(FileOf("json"), { description: "what was loaded: the days, best first" }) warehouse!: FlyteFile;
  @Field(Int, { description: "takings of all days, in cents" }) total!: number;
}

/** Extract, transform, load: the shop's orders become takings by day, best day first. */
@Pipeline({ name: "nightly_orders", inputs: NightlyInputs, outputs: NightlyOutputs })
export class NightlyOrders {
  compose({ busyFor }: Refs<NightlyInputs>, flow: Flow): Bindings<NightlyOutputs> {
    const { orders, days } = flow.step(Extract, { busyFor });
    // One run of SumDay for each day, two at once; each gets the same file, by reference.
    const { takings } = flow.map(SumDay, { orders, day: days }, { concurrency: 2 });
    const { ranking } = flow.step(Rank, { days, takings });
    return flow.step(Load, { ranking });
  }
}
