import { createRequire } from "node:module";
import { join } from "node:path";
import { time } from "../table.js";

// dbos-steps FOLDER URL: runs steps that do nothing with the DBOS that is installed in FOLDER, on the Postgres at URL. Prints
// milliseconds of a chain of 500 and of a fan-out of 1,000, the medians of three.

/** What is used of DBOS. */
interface Dbos {
  setConfig(config: object): void;
  registerWorkflow<Result>(work: (size: number) => Promise<Result>, options: { readonly name: string }): typeof work;
  runStep<Result>(work: () => Promise<Result>, options: { readonly name: string }): Promise<Result>;
  launch(): Promise<void>;
  shutdown(): Promise<void>;
}

const [folder, url] = process.argv.slice(2);
const { DBOS } = createRequire(join(folder!, "package.json"))("@dbos-inc/dbos-sdk") as { readonly DBOS: Dbos };

DBOS.setConfig({ name: "bench", systemDatabaseUrl: url, runAdminServer: false, logLevel: "error" });

const chain = DBOS.registerWorkflow(
  async (length) => {
    let last = 0;
    for (let at = 0; at < length; at += 1) {
      const before = last;
      last = await DBOS.runStep(async () => before + 1, { name: "step" });
    }
    return last;
  },
  { name: "chain" },
);

const fan = DBOS.registerWorkflow(
  async (width) => {
    const steps = Array.from({ length: width }, (_, at) => DBOS.runStep(async () => at, { name: "step" }));
    return (await Promise.all(steps)).length;
  },
  { name: "fan" },
);

await DBOS.launch();
const figures = { chain: await time(3, () => chain(500)), fan: await time(3, () => fan(1_000)) };
await DBOS.shutdown();
console.log(JSON.stringify(figures));
