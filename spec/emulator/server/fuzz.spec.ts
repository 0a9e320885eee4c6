import { fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";
import { methods, registry } from "../../conformance/grpc.js";
import type { Step } from "../../conformance/step.js";
import { goldenLines } from "../../support/golden.js";
import { mutated, mutatedBytes, piecesOf } from "../../support/mutate.js";
import { sendTo } from "../../support/plain-http.js";
import { createRandom } from "../../support/random.js";

const fuzz = suite("emulator/server/fuzz");

const seed = Number(process.env.FLYTEPATH_FUZZ_SEED ?? 7);
const emulator = createEmulator({ executor: "external" });
const { url } = await emulator.listen({ port: 0 });
const recorded = goldenLines<Step>("flyteadmin/04-launch-plans.jsonl").filter(({ rpc }) => methods.has(rpc));
const gateway = goldenLines<Step>("flyteadmin/11-http.jsonl").filter(({ rpc }) => rpc === "HTTP");
// Nothing of how this program is built may be told.
const trace = /\bat \S+ \(|node_modules|\.js:\d+|Cannot read prop|is not a function|undefined/;

fuzz(`bytes that are no message, or another one, get proper statuses at every RPC (seed ${seed})`, async () => {
  const random = createRandom(seed);
  const messages = recorded.slice(0, 60).map(({ rpc, request }) => {
    const { input } = methods.get(rpc)!;
    return toBinary(input, fromJson(input, request as JsonValue, { registry }));
  });
  for (const { parent, name } of methods.values()) {
    for (let times = 0; times < 4; times++) {
      const body = mutatedBytes(random, random.pick(messages));
      const path = `/${parent.typeName}/${name}`;
      const headers = { "content-type": "application/proto" };
      const answer = await sendTo(url, { method: "POST", path, headers, body });
      const text = answer.body.toString("utf8");
      const what = `seed ${seed}: ${name} answered ${answer.status} ${text} to ${JSON.stringify([...body])}`;
      assert.ok([200, 400, 404, 409, 501].includes(answer.status) || isMeant(answer.status, text), what);
      assert.not(answer.status !== 200 && trace.test(text), what);
    }
  }
});

fuzz(`changed paths, queries and bodies get proper statuses at every route (seed ${seed})`, async () => {
  const random = createRandom(seed + 1);
  const donors = gateway.flatMap(({ request }) => (request.body === undefined ? [] : piecesOf(request.body)));
  for (const { request } of gateway) {
    for (let times = 0; times < 3; times++) {
      const { method, headers } = request as { method: string; headers: Record<string, string> };
      const path = changedPath(String(request.path));
      const body = request.body === undefined ? "" : JSON.stringify(mutated(random, request.body, donors));
      const bytes = random.chance(0.2) ? mutatedBytes(random, Buffer.from(body)) : body;
      const answer = await sendTo(url, { method, path, headers, body: method === "GET" ? "" : bytes });
      const text = answer.body.toString("utf8");
      const what = `seed ${seed}: ${method} ${path} answered ${answer.status} ${text} to ${body}`;
      const proper = [200, 204, 307, 400, 403, 404, 405, 409, 412, 429, 501];
      assert.ok(proper.includes(answer.status) || isMeant(answer.status, text), what);
      assert.not(answer.status >= 300 && trace.test(text.replace(JSON.stringify(body), "")), what);
    }
  }

  function changedPath(path: string): string {
    if (random.chance(0.4)) return path;
    const at = random.whole(1, path.length);
    const piece = random.pick(["/", "..", "%2e", "%00", "%", "?", "&", "=", "%2F", "+", "a", "9", "%C3%A9", "{}", ";"]);
    return path.slice(0, at) + piece + path.slice(at + random.whole(0, 2));
  }
});

fuzz("the server goes on, and lets go of everything when it is closed", async () => {
  assert.is((await sendTo(url, { path: "/healthcheck" })).status, 200);
  await emulator.close();
  // Sockets end a little after their connection.
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
  const open = process.getActiveResourcesInfo().filter((name) => /TCP|Server/.test(name));
  assert.equal(open, []);
});

fuzz.run();

// gRPC answers INTERNAL to bytes that are no message, and FlyteAdmin where its storage or its clock fails.
function isMeant(status: number, text: string): boolean {
  const { message = "" } = status === 500 ? (JSON.parse(text) as JsonObject as { message?: string }) : {};
  return /^(parse binary|failed to|Failed to|failed adding|quantities must|unable to parse|json: cannot)/.test(
    message as Json as string,
  );
}
