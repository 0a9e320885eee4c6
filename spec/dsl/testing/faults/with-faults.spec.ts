import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  type Flow,
  Int,
  Pipeline,
  type Refs,
  run,
  Task,
  type TaskContext,
} from "../../../../dsl/index.js";
import { type Fault, type FaultKind, withFaults } from "../../../../dsl/testing/index.js";
import { memoryJournal, openJournal } from "../../../../lib/journal/index.js";
import { rejects } from "../../../support/expect.js";

const faults = suite("dsl/testing/faults/with-faults");

class N {
  @Field(Int) n!: number;
}

const ran: string[] = [];

@Task({ inputs: N, outputs: N })
class Double {
  async run({ n }: N, ctx: TaskContext): Promise<N> {
    ran.push(`${n}`);
    ctx.log.info(`doubling ${n}`);
    return { n: n * 2 };
  }
}

@Pipeline({ name: "doubled", inputs: N, outputs: N })
class Doubled {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    let last = flow.step(Double, { n });
    for (let step = 0; step < 3; step += 1) last = flow.step(Double, { n: last.n }, { name: `double-${step}` });
    return last;
  }
}

@Pipeline({ name: "limited", inputs: N, outputs: N, runTimeout: "1h" })
class Limited {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Double, { n }, { after: [flow.sleep("20ms")], timeout: "30m" });
  }
}

let state = "";
faults.before.each(() => {
  state = mkdtempSync(join(tmpdir(), "flytepath-faults-"));
  ran.length = 0;
});
faults.after.each(() => rmSync(state, { recursive: true }));

async function disturbed(seed: number, kinds: readonly FaultKind[], rate = 0.3): Promise<readonly Fault[]> {
  const made: Fault[] = [];
  const onFault = (fault: Fault) => void made.push(fault);
  const { n } = await withFaults({ seed, kinds, rate, onFault }, () =>
    run(Doubled, { n: 1 }, { runId: `r${seed}`, state }),
  );
  assert.is(n, 16);
  return made;
}

faults("a run whose owner stops dead goes on until it has ended, and what had succeeded is not run again", async () => {
  const made = await disturbed(1, ["crash"]);
  assert.ok(made.length > 0);
  const again = ran.length - new Set(ran).size;
  assert.ok(again <= made.length, `${again} bodies ran again, with ${made.length} crashes`);
  await using journal = openJournal(state);
  assert.is(journal.find("r1")?.phase, "SUCCEEDED");
  const ends = (await journal.events("r1")).filter(({ kind, phase }) => kind === "node" && phase === "SUCCEEDED");
  assert.is(ends.length, 4);
});

faults("the same seed makes the same faults, another one makes others", async () => {
  const made = [];
  for (const seed of [3, 3, 4]) {
    rmSync(state, { recursive: true });
    made.push(await disturbed(seed, ["crash", "disk full"]));
  }
  assert.ok(made[0]!.length > 0);
  assert.equal(made[0], made[1]);
  assert.not.equal(made[0], made[2]);
});

faults("a full disk ends a go of the run, and the next one carries on", async () => {
  const made = await disturbed(5, ["disk full"]);
  assert.ok(made.length > 0);
  assert.ok(made.every(({ kind, at }) => kind === "disk full" && /^before commit #\d+$/.test(at)));
});

faults("a run without an id begins anew, and one without faults is left alone", async () => {
  const { n } = await withFaults({ seed: 1, kinds: ["crash"], rate: 0.2 }, () => run(Doubled, { n: 1 }));
  assert.is(n, 16);
  assert.equal(await disturbed(1, [], 1), []);
});

faults("an owner that is gone leaves no timer behind, and the work is told", async () => {
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  const ends: string[] = [];
  await withFaults({ seed: 2, kinds: ["crash", "disk full"], rate: 0.4 }, async (over) => {
    over.addEventListener("abort", () => ends.push((over.reason as Error).message));
    return await run(Limited, { n: 1 }, { runId: "limited", state });
  });
  assert.ok(
    ends.some((end) => end.startsWith("the owner of the run is gone, by a fault after")),
    ends.join("\n"),
  );
  assert.ok(ends.includes("a fault before commit fills the disk"), ends.join("\n"));
  assert.is(timers(), before);
});

faults("what the work fails with is thrown", async () => {
  const broken = async () => {
    throw new Error("it broke");
  };
  const thrown = await withFaults({ seed: 1 }, broken).catch((error: unknown) => error);
  assert.is((thrown as Error).message, "it broke");
});

faults("a journal that somebody else has opened is refused", async () => {
  await using journal = memoryJournal();
  await rejects(
    withFaults({ seed: 1, kinds: [] }, () => run(Doubled, { n: 1 }, { runId: "r", journal })),
    "FAULTS_JOURNAL_GIVEN",
  );
});

faults.run();
