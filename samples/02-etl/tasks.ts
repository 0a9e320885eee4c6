import { Field, FileOf, FlyteFile, Int, Str, Task, type TaskContext, TaskError } from "flytepath";
import { ordersCsv } from "./orders.js";

export class ExtractInputs {
  @Field(Int) busyFor!: number;
}

export class Extracted {
  @Field(FileOf("csv")) orders!: FlyteFile;
  @Field([Str]) days!: readonly string[];
}

/** Reads the shop's nightly export. The shop may still be writing it: a locked export is tried again. */
@Task({ inputs: ExtractInputs, outputs: Extracted, retries: 3, backoff: { initial: "200ms" } })
export class Extract {
  async run({ busyFor }: ExtractInputs, ctx: TaskContext): Promise<Extracted> {
    if (ctx.attempt < busyFor) throw new TaskError("the export is still being written", { code: "EXPORT_LOCKED" });
    const days = [...new Set(linesOf(ordersCsv).map(([day]) => day!))].sort();
    ctx.log.info(`${days.length} days of orders`);
    return { orders: FlyteFile.fromBytes(ordersCsv, { name: "orders.csv", format: "csv" }), days };
  }
}

export class SumDayInputs {
  @Field(FileOf("csv")) orders!: FlyteFile;
  @Field(Str) day!: string;
}

export class DayTakings {
  @Field(Int, { description: "in cents" }) takings!: number;
}

/** Adds up what one day's orders brought. */
@Task({ inputs: SumDayInputs, outputs: DayTakings })
export class SumDay {
  async run({ orders, day }: SumDayInputs): Promise<DayTakings> {
    const ofDay = linesOf(await orders.text()).filter(([date]) => date === day);
    return { takings: ofDay.reduce((sum, [, , cents]) => sum + Number(cents), 0) };
  }
}

export class RankInputs {
  @Field([Str]) days!: readonly string[];
  @Field([Int]) takings!: readonly number[];
}

export class Ranked {
  @Field(FileOf("txt"), { description: "a line a day, `takings day`, best first" }) ranking!: FlyteFile;
}

/** Puts the best day first, with the `sort` of the system: any program can be a step. */
@Task({ inputs: RankInputs, outputs: Ranked, timeout: "30s" })
export class Rank {
  async run({ days, takings }: RankInputs, ctx: TaskContext): Promise<Ranked> {
    const lines = days.map((day, index) => `${takings[index]} ${day}`);
    const { stdout } = await ctx.shell("sort", ["-n", "-r"], { input: `${lines.join("\n")}\n` });
    return { ranking: FlyteFile.fromBytes(`${stdout.trim()}\n`, { name: "ranking.txt", format: "txt" }) };
  }
}

export class LoadInputs {
  @Field(FileOf("txt")) ranking!: FlyteFile;
}

export class Loaded {
  @Field(FileOf("json")) warehouse!: FlyteFile;
  @Field(Int) total!: number;
}

/** Writes the rows that a warehouse would take in. */
@Task({ inputs: LoadInputs, outputs: Loaded })
export class Load {
  async run({ ranking }: LoadInputs): Promise<Loaded> {
    const lines = (await ranking.text()).trim().split("\n");
    const rows = lines.map((line, index) => {
      const [takings, day] = line.split(" ");
      return { rank: index + 1, day, takings: Number(takings) };
    });
    const warehouse = FlyteFile.fromBytes(JSON.stringify(rows, null, 2), { name: "takings.json", format: "json" });
    return { warehouse, total: rows.reduce((sum, { takings }) => sum + takings, 0) };
  }
}

function linesOf(csv: string): readonly (readonly string[])[] {
  return csv
    .trim()
    .split("\n")
    .map((line) => line.split(","));
}
