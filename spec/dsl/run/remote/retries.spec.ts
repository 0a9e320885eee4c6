import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  type Bindings,
  Field,
  type Flow,
  FlyteStep,
  Int,
  Pipeline,
  type Refs,
  Remote,
  run,
  Task,
  type TaskContext,
} from "../../../../dsl/index.js";
import { emulated } from "../../../../dsl/run/index.js";
import { type Backend, flyte, recover } from "../../../../lib/client/index.js";
import { ExecutionMetadata_ExecutionMode as Mode } from "../../../../lib/idl/gen/flyteidl/admin/execution_pb.js";
import { WorkflowExecution_Phase as WorkflowPhase } from "../../../../lib/idl/gen/flyteidl/core/execution_pb.js";
import { AdminService } from "../../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { rejects } from "../../../support/expect.js";
import { status } from "../../../support/fake-admin.js";

class N {
  @Field(Int) n!: number;
}

let failures = 0;

@Task({ name: "flaky", inputs: N, outputs: N })
class Flaky {
  run({ n }: N): N {
    failures -= 1;
    if (failures >= 0) throw new Error("not this time");
    return { n: n + 1 };
  }
}

@Pipeline({ name: "flaky_plan", inputs: N, outputs: N })
class FlakyPlan {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Flaky, { n });
  }
}

@Task({ name: "dozes", inputs: N, outputs: N })
class Dozes {
  async run({ n }: N, { signal }: TaskContext): Promise<N> {
    await pause(60_000, undefined, { signal });
    return { n };
  }
}

@Pipeline({ name: "dozing_plan", inputs: N, outputs: N })
class DozingPlan {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Dozes, { n });
  }
}

@FlyteStep({ launchPlan: "dozing_plan", inputs: N, outputs: N })
class Doze extends Remote<N, N> {}

@Pipeline({ name: "dozing", inputs: N, outputs: N })
class Dozing {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Doze, { n }, { name: "there" });
  }
}

@FlyteStep({ launchPlan: "flaky_plan", inputs: N, outputs: N, retries: 2 })
class Again extends Remote<N, N> {}

@FlyteStep({ launchPlan: "flaky_plan", inputs: N, outputs: N, retries: 2, recover: true })
class Recovered extends Remote<N, N> {}

@Pipeline({ name: "retrying", inputs: N, outputs: N })
class Retrying {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Again, { n }, { name: "there" });
  }
}

@Pipeline({ name: "recovering", inputs: N, outputs: N })
class Recovering {
  compose({ n }: Refs<N>, flow: Flow): Bindings<N> {
    return flow.step(Recovered, { n }, { name: "there" });
  }
}

const served = emulated({ pipelines: [FlakyPlan, DozingPlan], sample: false });
const { url, close } = await served.listen({ port: 0 });
const backends: Readonly<Record<string, Backend>> = { "in memory": served, "over the network": flyte(url) };

async function executionsOf(backend: Backend, name: string) {
  const admin = createClient(AdminService, backend.transport);
  const { executions } = await admin.listExecutions({
    id: { project: "flytesnacks", domain: "development" },
    limit: 100,
    sortBy: { key: "created_at", direction: 1 },
  });
  return executions
    .filter(({ id }) => id!.name.startsWith(`${name}-`))
    .map(({ id, spec, closure }) => ({ name: id!.name, spec, closure }));
}

// The reply to a start is lost as often as it says, after the start itself has happened.
function losing(backend: Backend, replies: number): Backend {
  let left = replies;
  const { transport } = backend;
  return {
    ...backend,
    transport: {
      stream: transport.stream.bind(transport),
      async unary(...call) {
        const reply = await transport.unary(...call);
        if (call[0].name !== "CreateExecution" || left === 0) return reply;
        left -= 1;
        throw status("Unavailable", "the reply was lost");
      },
    },
  };
}

// Says nothing of an execution, as often as it says.
function refusing(backend: Backend, { code, times }: { readonly code: string; readonly times: number }): Backend {
  let left = times;
  const { transport } = backend;
  return {
    ...backend,
    transport: {
      stream: transport.stream.bind(transport),
      async unary(...call) {
        if (call[0].name !== "GetExecution" || left === 0) return transport.unary(...call);
        left -= 1;
        throw status(code as "Internal", "no word of it");
      },
    },
  };
}

for (const [where, backend] of Object.entries(backends)) {
  const retries = suite(`dsl/run/remote/retries ${where}`);
  const name = (what: string) => `${what}-${where.length}`;

  retries("after a failure there, the next attempt starts an execution under a name of its own", async () => {
    failures = 1;
    assert.is((await run(Retrying, { n: 1 }, { backend, name: name("again") })).n, 2);
    assert.equal(
      (await executionsOf(backend, name("again"))).map((each) => each.name),
      [0, 1].map((attempt) => `${name("again")}-there-${attempt}`),
    );
  });

  retries("a start whose reply is lost is one start", async () => {
    failures = 0;
    assert.is((await run(Retrying, { n: 1 }, { backend: losing(backend, 2), name: name("lost") })).n, 2);
    assert.is((await executionsOf(backend, name("lost"))).length, 1);
  });

  retries(
    "an execution that a backend tells nothing more of is gone on with, and ended where nothing is to follow",
    async () => {
      failures = 0;
      const passing = refusing(backend, { code: "Internal", times: 1 });
      assert.is((await run(Retrying, { n: 1 }, { backend: passing, name: name("blind") })).n, 2);
      assert.is((await executionsOf(backend, name("blind"))).length, 1);
      const refused = refusing(backend, { code: "Unauthenticated", times: 1 });
      const slow = run(Dozing, { n: 1 }, { backend: refused, name: name("locked-out") });
      await rejects(slow, "BACKEND_UNAUTHENTICATED");
      const [left] = await executionsOf(backend, name("locked-out"));
      assert.is(left?.closure?.phase, WorkflowPhase.ABORTED);
    },
  );

  retries("what is cached there is run anew where the run says so", async () => {
    failures = 0;
    await run(Retrying, { n: 1 }, { backend, name: name("anew"), overwriteCache: true });
    const [anew] = await executionsOf(backend, name("anew"));
    const [first] = await executionsOf(backend, name("lost"));
    assert.equal([first?.spec?.overwriteCache, anew?.spec?.overwriteCache], [false, true]);
  });

  retries("with `recover`, the next attempt recovers the execution that failed", async () => {
    failures = 1;
    assert.is((await run(Recovering, { n: 1 }, { backend, name: name("mended") })).n, 2);
    const [first, second] = await executionsOf(backend, name("mended"));
    assert.equal([first?.spec?.metadata?.mode, second?.spec?.metadata?.mode], [Mode.MANUAL, Mode.RECOVERED]);
    assert.is(second?.spec?.metadata?.referenceExecution?.name, first?.name);
  });

  retries("a recovery that is repeated is one, and a name of something else is refused", async () => {
    const place = { project: "flytesnacks", domain: "development" };
    const failed = { ...place, name: `${name("mended")}-there-0` };
    const again = await recover(backend, failed, { name: `${name("mended")}-there-1` });
    assert.equal(again, { ...place, name: `${name("mended")}-there-1` });
    await rejects(recover(backend, failed, { name: `${name("again")}-there-1` }), "BACKEND_EXECUTION_DIFFERS");
    assert.is(await recover(backend, { ...place, name: "nobody" }, { name: "x" }), undefined);
  });

  retries.run();
}

const closing = suite("dsl/run/remote/retries closes");
closing("everything", async () => {
  await backends["over the network"]![Symbol.asyncDispose]();
  await close();
  await served[Symbol.asyncDispose]();
});
closing.run();
