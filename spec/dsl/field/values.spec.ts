import { Max, Min, MinLength, ValidateBy, ValidateNested } from "class-validator";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  byDefault,
  DateTime,
  dehydrate,
  Enum,
  Field,
  FileOf,
  Float,
  hydrate,
  Int,
  interfaceOf,
  Json,
  MapOf,
  Nothing,
  Optional,
  rulesOf,
  Str,
  validate,
  validateAll,
} from "../../../dsl/field/index.js";
import { ValidationError } from "../../../lib/errors/index.js";
import { FlyteFile } from "../../../lib/types/index.js";
import { rejects, throws } from "../../support/expect.js";

class Point {
  @Field(Int, { name: "x_axis" }) @Min(0) x!: number;
  @Field(Float) y = byDefault(0.5);
  @Field(Optional(DateTime)) seen?: Date;
}

class Shape {
  @Field(Str) @MinLength(2) name!: string;
  @Field([Point]) @ValidateNested({ each: true }) corners!: Point[];
  @Field(MapOf(Point)) named = byDefault<Record<string, Point>>({});
  @Field(Optional(FileOf("csv"))) table?: FlyteFile;
  @Field(Enum("small", "large")) size = byDefault<"small" | "large">("small");
  @Field(Json) extra = byDefault<Record<string, unknown>>({ deep: [1, "a"] });
}

class Ratio {
  @Field(Float, { name: "test_split_ratio", description: "Part for the test" })
  @Min(0)
  @Max(1)
  testSplitRatio = byDefault(0.66);
  @Field(Int) seed!: number;
}

const values = suite("dsl/field/values");

values("an interface has the names of the wire, in written order, with descriptions", () => {
  assert.equal(interfaceOf(Ratio, Nothing), {
    inputs: {
      test_split_ratio: { type: { kind: "float" }, description: "Part for the test" },
      seed: { type: { kind: "int" } },
    },
    outputs: {},
  });
});

values("what is dehydrated comes back the same, classes and dates and files included", () => {
  const point = Object.assign(new Point(), { x: 1, y: 2, seen: new Date("2024-01-31T12:00:00Z") });
  const corner = Object.assign(new Point(), { x: 0 });
  const shape = Object.assign(new Shape(), { name: "ab", corners: [point, corner], named: { a: corner } });
  shape.table = new FlyteFile("s3://bucket/a.csv", { format: "csv" });
  const back = hydrate(Shape, dehydrate(Shape, shape));
  assert.instance(back, Shape);
  assert.instance(back.corners[0], Point);
  assert.instance(back.named.a, Point);
  assert.equal(back.corners[0]!.seen, point.seen);
  assert.is(back.table?.uri, "s3://bucket/a.csv");
  assert.equal({ ...back, table: undefined }, { ...shape, table: undefined });
});

values("a plain object is as good as an instance, and defaults fill what it leaves out", () => {
  const literals = dehydrate(Ratio, { seed: 5 });
  assert.equal(literals, { test_split_ratio: { kind: "float", value: 0.66 }, seed: { kind: "int", value: "5" } });
  assert.equal(hydrate(Ratio, { seed: { kind: "int", value: "5" } }).testSplitRatio, 0.66);
});

values("everything that is wrong with the values is said at once", () => {
  const error = throws(
    () => dehydrate(Shape, { name: 5, corners: [{ x: "a" }], sise: "small" }, "run.inputs"),
    "VALUE_REFUSED",
  ) as ValidationError;
  assert.instance(error, ValidationError);
  assert.equal(
    error.issues.map(({ path }) => path),
    ["run.inputs.sise", "run.inputs.name", "run.inputs.corners[0].x_axis"],
  );
});

values("a single wrong value is its own error", () => {
  assert.is(throws(() => dehydrate(Ratio, {}), "FIELD_VALUE_MISSING").path, "Ratio.seed");
  throws(() => dehydrate(Ratio, { seed: 5, sed: 6 }), "FIELD_VALUE_UNKNOWN");
  throws(() => dehydrate(Ratio, null), "FIELD_VALUES_EXPECTED");
  throws(() => hydrate(Ratio, {}), "FIELD_VALUE_MISSING");
  throws(
    () => hydrate(Ratio, { seed: { kind: "int", value: "5" }, sed: { kind: "int", value: "5" } }),
    "FIELD_VALUE_UNKNOWN",
  );
  throws(() => dehydrate(Ratio, { seed: 5.5 }), "VALUE_TYPE_MISMATCH");
});

values("rules are asked of every value, those inside others included", () => {
  const shape = Object.assign(new Shape(), { name: "a", corners: [{ x: -1, y: 0 }] });
  const error = throws(() => validate(Shape, shape), "VALUE_RULE_BROKEN") as ValidationError;
  assert.equal(error.issues, [
    { path: "Shape.name", message: "name must be longer than or equal to 2 characters" },
    { path: "Shape.corners[0].x", message: "x must not be less than 0" },
  ]);
  validate(Ratio, { testSplitRatio: 0.5, seed: 1 });
});

values("rules can be read", () => {
  assert.equal(rulesOf(Ratio, "testSplitRatio"), ["must not be greater than 1", "must not be less than 0"]);
  assert.equal(rulesOf(Ratio, "test_split_ratio"), rulesOf(Ratio, "testSplitRatio"));
  assert.equal(rulesOf(Ratio, "seed"), []);
});

values("none that is given takes the place of a default", () => {
  class Noted {
    @Field(Optional(Str)) note: string | undefined = "default";
  }
  const { note } = dehydrate(Noted, {});
  assert.is(hydrate(Noted, { note: note! }).note, "default");
  assert.is(hydrate(Noted, {}).note, "default");
  const none = { kind: "union", value: { kind: "none" }, type: { kind: "none" } } as const;
  assert.is(hydrate(Noted, { note: none }).note, undefined);
});

values("rules that answer with a promise are asked, too", async () => {
  const Even = {
    validator: { validate: async (value: number) => value % 2 === 0, defaultMessage: () => "n must be even" },
  };
  class Slow {
    @Field(Int) n = byDefault(2);
  }
  ValidateBy({ name: "isEven", ...Even })(Slow.prototype, "n");
  await validateAll(Slow, new Slow());
  await rejects(validateAll(Slow, { n: 3 }), "VALUE_RULE_BROKEN");
});

values("fields of a class that is extended come first", () => {
  class Wider extends Ratio {
    @Field(Str) note = byDefault("");
  }
  assert.equal(Object.keys(interfaceOf(Wider, Nothing).inputs), ["test_split_ratio", "seed", "note"]);
});

values("a class inside itself ends as a struct without details", () => {
  class Tree {
    @Field(Str) name!: string;
    declare children: Tree[];
  }
  Field([Tree])(Tree.prototype, "children");
  const { children } = interfaceOf(Tree, Nothing).inputs;
  const inner = children!.type.kind === "list" ? children!.type.element : undefined;
  assert.is(inner?.kind, "struct");
  assert.equal(hydrate(Tree, dehydrate(Tree, { name: "a", children: [{ name: "b", children: [] }] })).name, "a");
});

values.run();
