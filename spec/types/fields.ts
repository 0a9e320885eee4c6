import {
  Bool,
  byDefault,
  DateTime,
  Duration,
  Enum,
  Field,
  FileOf,
  Float,
  FlyteFile,
  Int,
  Json,
  MapOf,
  Optional,
  Str,
  Union,
} from "flytepath";

class Point {
  @Field(Int) x!: number;
  @Field(Float) y!: number;
}

export class Good {
  @Field(Int) whole!: number;
  @Field(Int) big!: bigint;
  @Field(Float) part = byDefault(0.5);
  @Field(Str) text!: string;
  @Field(String) other!: string;
  @Field() bare!: string;
  @Field() moment!: Date;
  @Field(Bool) yes = byDefault(true);
  @Field(DateTime) when!: Date;
  @Field(Duration) span!: Duration;
  @Field(Enum("small", "large")) size = byDefault<"small" | "large">("small");
  @Field([Float]) list!: number[];
  @Field([[Int]]) cells!: readonly (readonly number[])[];
  @Field(MapOf(Float)) weights!: Record<string, number>;
  @Field(Optional(Str)) note?: string;
  @Field(Optional(Point)) origin: Point | undefined;
  @Field(Union(Int, Str)) key!: number | string;
  @Field(FlyteFile) file!: FlyteFile;
  @Field(FileOf("csv"), { name: "the_table", description: "Rows" }) table!: FlyteFile;
  @Field([Point]) points!: Point[];
  @Field(Json) settings!: Record<string, unknown>;
}

export class Wrong {
  // @ts-expect-error -- a text is no whole number
  @Field(Int) name!: string;
  // @ts-expect-error -- a list is no single value
  @Field(Float) list!: number[];
  // @ts-expect-error -- numbers are no texts
  @Field([Str]) texts!: number[];
  // @ts-expect-error -- nobody could tell that it may be absent
  @Field(Optional(Str)) note!: string;
  // @ts-expect-error -- Str would let other texts in
  @Field(Str) size!: "small" | "large";
  // @ts-expect-error -- other texts would get out
  @Field(Enum("small", "large")) other!: string;
  // @ts-expect-error -- a file is no directory's name
  @Field(FlyteFile) file!: string;
  // @ts-expect-error -- a DTO of another form
  @Field(Point) point!: { readonly x: number; readonly z: number };
  // @ts-expect-error -- Number says too little
  @Field(Number) number!: number;
  // @ts-expect-error -- and so does nothing at all
  @Field() nothing!: number;
  // @ts-expect-error -- what the list holds is not known
  @Field() items!: string[];
  // @ts-expect-error -- a default of another type
  @Field(Int) byText = byDefault("5");
}

// A class's own code sees plain types, and can be called with plain objects.
function total({ whole, part, size }: Pick<Good, "whole" | "part" | "size">): number {
  const known: "small" | "large" = size;
  return known === "small" ? whole + part : whole;
}
total({ whole: 1, part: 2, size: "large" });
// @ts-expect-error -- an enum's default keeps its texts
total({ whole: 1, part: 2, size: "huge" });
