import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";

const memory = suite("emulator/server/memory-transport");

memory("who calls in a loop does not starve what it waits for", async () => {
  await using emulator = createEmulator();
  const admin = createClient(AdminService, emulator.backend.transport);
  let isDone = false;
  setTimeout(() => {
    isDone = true;
  }, 0);
  let calls = 0;
  for (; !isDone && calls < 10_000; calls += 1) await admin.getVersion({});
  assert.ok(isDone);
});

memory("a call that is given up rejects with the caller's reason", async () => {
  await using emulator = createEmulator();
  const admin = createClient(AdminService, emulator.backend.transport);
  const call = admin.getVersion({}, { signal: AbortSignal.abort(new Error("enough")) });
  await call.then(
    () => assert.unreachable(),
    (error) => assert.match(String(error), /canceled.*enough/),
  );
});

memory.run();
