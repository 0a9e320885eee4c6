import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { createEmulator, openEmulator } from "../../../emulator/index.js";
import { folderBlobs } from "../../../lib/blobs/index.js";
import { ResourceType } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { place } from "../../support/emulated.js";
import { fakeRunner } from "../../support/fake-runner.js";
import { graph } from "../../support/graph.js";

// An emulator for a bench, with a workflow `noop` of one task that does nothing: `fork(noop-emulator.js, [FOLDER | "memory",
// RUNS])`. With RUNS it is filled with that many runs that wait for an executor. It sends its url, and its CPU time when asked.

const [state = "memory", runs = "0"] = process.argv.slice(2);
const executor = runs === "0" ? "embedded" : "external";
const made = { runner: fakeRunner(), executor } as const;
const emulator =
  state === "memory"
    ? createEmulator(made)
    : openEmulator({
        ...made,
        database: join(state, "emulator.db"),
        blobs: folderBlobs(join(state, "blobs"), { uris: "path" }),
      });
await emulator.register(graph({ ref: { name: "noop" }, nodes: { n0: [] } }), place);
const admin = createClient(AdminService, emulator.backend.transport);
const launchPlan = { ...place, name: "noop", resourceType: ResourceType.LAUNCH_PLAN };
for (let from = 0; from < Number(runs); from += 100) {
  const { project, domain } = place;
  const names = Array.from({ length: 100 }, (_, index) => `run${from + index}`);
  await Promise.all(names.map((name) => admin.createExecution({ project, domain, name, spec: { launchPlan } })));
}
const { url } = await emulator.listen({ port: 0 });
process.send?.({ url });
process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
process.on("disconnect", () => process.exit());
