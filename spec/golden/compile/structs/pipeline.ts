import {
  type Bindings,
  Bool,
  byDefault,
  Bytes,
  DatasetOf,
  DateTime,
  Duration,
  Enum,
  Field,
  FileOf,
  Float,
  type Flow,
  FlyteDirectory,
  FlyteError,
  FlyteFile,
  Int,
  Json,
  MapOf,
  Nothing,
  Optional,
  Pipeline,
  type Refs,
  Str,
  StructuredDataset,
  Task,
  Union,
} from "flytepath";

class Point {
  @Field(Int) x!: number;
  @Field(Float) y = byDefault(0.5);
}
class Shape {
  @Field(Str) name!: string;
  @Field([Point]) corners!: Point[];
  @Field(MapOf(Str)) tags = byDefault<Record<string, string>>({});
  @Field(Optional(Float)) area?: number;
}
class Everything {
  @Field(Shape) shape!: Shape;
  @Field(Bool) flag = byDefault(true);
  @Field(Bytes) bytes = byDefault(new Uint8Array([1, 2]));
  @Field(DateTime) moment = byDefault(new Date("2024-01-31T12:00:00Z"));
  @Field(Duration) span = byDefault(Duration.parse("90s"));
  @Field(Enum("small", "large")) size = byDefault<"small" | "large">("small");
  @Field(FileOf("csv")) table!: FlyteFile;
  @Field(FlyteDirectory) folder!: FlyteDirectory;
  @Field(DatasetOf({ age: Int, bmi: Float })) people!: StructuredDataset;
  @Field(Json) settings = byDefault({ depth: 3 });
  @Field(Union(Int, Str)) key = byDefault<number | string>("a");
  @Field(Optional(Point)) origin?: Point;
  @Field([[Int]]) cells = byDefault<number[][]>([[1], [2]]);
}
class Parts {
  @Field(Int) x!: number;
  @Field(Str) tag!: string;
  @Field(Int) cell!: number;
}

@Task({ inputs: Everything, outputs: Everything })
class Pass {
  run(everything: Everything): Everything {
    return everything;
  }
}
@Task({ inputs: Parts })
class Take {
  run(_: Parts): void {}
}
class Failure {
  @Field(Shape) shape!: Shape;
  @Field(Optional(FlyteError)) err?: FlyteError;
}
@Task({ inputs: Failure })
class CleanUp {
  run(_: Failure): void {}
}

/** Every kind of value as a constant, a default and a ref, and ways inside values. */
@Pipeline({ inputs: Everything, outputs: Nothing, failureHandler: CleanUp, onFailure: "fail_after_executable_nodes_complete" })
export class Structs {
  compose(given: Refs<Everything>, flow: Flow): Bindings<Nothing> {
    const { table, folder, people } = given;
    const passed = flow.step(Pass, {
      table,
      folder,
      people,
      shape: { name: "square", corners: [{ x: 1, y: 2 }], tags: { a: "b" }, area: 4 },
      origin: given.origin,
    });
    flow.step(Take, { x: passed.shape.corners.at(1).x, tag: passed.shape.tags["a"]!, cell: passed.cells.at(0).at(1) });
    return {};
  }
}
