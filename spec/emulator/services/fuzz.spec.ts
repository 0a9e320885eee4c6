import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Json, JsonObject } from "../../../lib/types/index.js";
import { methods, registry } from "../../conformance/grpc.js";
import { Normal } from "../../conformance/normal.js";
import type { Step } from "../../conformance/step.js";
import { goldenLines } from "../../support/golden.js";
import { mutated, piecesOf } from "../../support/mutate.js";
import { type OpenPlane, openPlane } from "../../support/plane.js";
import { createRandom, type Random } from "../../support/random.js";

const fuzz = suite("emulator/services/fuzz");

// What services mean to answer INTERNAL with, as FlyteAdmin does; anything else would be a mistake of ours.
const meant =
  /^(failed to (create|unmarshal|read|parse|discover|identify)|Failed to (upload|parse)|failed adding|invalid branch|quantities must|unable to parse|json: cannot|unsupported concurrency)/;
const codes = new Set([
  Code.InvalidArgument,
  Code.NotFound,
  Code.AlreadyExists,
  Code.FailedPrecondition,
  Code.ResourceExhausted,
  Code.Unimplemented,
]);

const files = ["01-projects", "02-tasks", "03-workflows", "04-launch-plans", "05-lists", "06-attributes"];
const cases = [...files, "07-data-proxy", "08-executions", "09-events", "10-signals", "12-metrics"];
const seed = Number(process.env.FLYTEPATH_FUZZ_SEED ?? 7);

for (const [index, name] of cases.entries()) {
  fuzz(`${name}: changed requests get proper statuses and, refused, change nothing (seed ${seed})`, async () => {
    const random = createRandom(seed * 100 + index);
    const plane = openPlane(seed);
    const normal = new Normal("memory://data");
    const steps = goldenLines<Step>(`flyteadmin/${name}.jsonl`)
      .filter(({ rpc }) => methods.has(rpc))
      .map(({ rpc, request }) => ({ rpc, request: normal.actual(request) as JsonObject }));
    const donors = steps.slice(0, 60).flatMap(({ request }) => piecesOf(request));
    for (const [at, step] of steps.entries()) {
      // Requests that fit make the state that the changed ones meet.
      if (at < 60) await send(plane, step.rpc, step.request);
      if (!random.chance(0.6)) continue;
      await sendMutated(plane, random, [random.pick(steps.slice(0, at + 1)), donors]);
    }
  });
}

fuzz.run();

async function send({ transport }: OpenPlane, rpc: string, request: JsonObject): Promise<void> {
  const method = methods.get(rpc)!;
  const message = fromJson(method.input, request as JsonValue, { registry });
  await outcomeOf(transport.unary(method, undefined, undefined, undefined, message));
}

async function sendMutated(
  plane: OpenPlane,
  random: Random,
  [{ rpc, request }, donors]: readonly [Pick<Step, "rpc" | "request">, readonly Json[]],
): Promise<void> {
  const method = methods.get(rpc)!;
  const changed = mutated(random, request, donors);
  let message: ReturnType<typeof fromJson>;
  try {
    message = fromJson(method.input, changed as JsonValue, { ignoreUnknownFields: true, registry });
  } catch {
    // Not even a message.
    return;
  }
  const before = plane.dump();
  const outcome = await outcomeOf(plane.transport.unary(method, undefined, undefined, undefined, message));
  judge(outcome, rpc, JSON.stringify(changed), [before, plane]);
}

async function outcomeOf(call: Promise<unknown>): Promise<ConnectError | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    return ConnectError.from(error);
  }
}

function judge(
  outcome: ConnectError | undefined,
  rpc: string,
  request: string,
  [before, plane]: readonly [string, OpenPlane],
): void {
  if (outcome === undefined) return;
  const { code, rawMessage } = outcome;
  const isProper = codes.has(code) || (code === Code.Internal && meant.test(rawMessage));
  assert.ok(isProper, `seed ${seed}: ${rpc} answered ${Code[code]} ${rawMessage} to ${request}`);
  assert.ok(
    before === plane.dump(),
    `seed ${seed}: ${rpc} refused (${rawMessage}) and changed the state by ${request}`,
  );
}
