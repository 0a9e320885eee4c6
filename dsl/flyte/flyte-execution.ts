import { Field, Str } from "../field/index.js";

/** An execution on Flyte by its name: what a step with `wait: false` gives and a sensor waits for. */
export class FlyteExecution {
  @Field(Str, { name: "execution_name" }) executionName!: string;
  @Field(Str) project!: string;
  @Field(Str) domain!: string;
}
