import { byDefault, Field, Float, type Flow, Int, Pipeline, type Refs, Str, Task } from "flytepath";
import { ArrayMaxSize, Max, Min, MinLength } from "class-validator";

class Part {
  @Field(Int) @Min(0) size!: number;
}
class Given {
  @Field(Float) @Min(0) @Max(1) ratio = byDefault(0.5);
  @Field(Str) @MinLength(2) name!: string;
  @Field([Int]) @ArrayMaxSize(2) counts = byDefault<number[]>([]);
  @Field([Part]) parts = byDefault<Part[]>([]);
}
@Task({ inputs: Given })
class Split {
  run(_: Given): void {}
}

/** Constants that break the rules of the class they fill are found before anything runs. */
@Pipeline({ inputs: Given })
export class Rules {
  compose({ name }: Refs<Given>, flow: Flow): void {
    flow.step(Split, { name, ratio: 1.5 });
    flow.step(Split, { name: "a", counts: [1, 2, 3], parts: [{ size: 1 }, { size: -1 }] }, { name: "again" });
    flow.map(Split, { name: ["ab", "c"] }, { name: "each" });
  }
}
