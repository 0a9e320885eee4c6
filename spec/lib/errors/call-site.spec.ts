import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type CallSite, callSiteOf, placeOfError } from "../../../lib/errors/index.js";

const placing = suite("lib/errors/call-site");

function api(): CallSite {
  return callSiteOf(api);
}
const here = /spec\/lib\/errors\/call-site\.spec\.ts$/;

placing("a place is that of the call, in the source and not in what it was compiled to", () => {
  const place = api();
  const location = place.locate();
  assert.match(location!.file, here);
  assert.equal([location!.line, location!.column], [13, 17]);
});

placing("asking for it later, and twice, gives the same", async () => {
  const place = api();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(place.locate(), place.locate());
  assert.is(place.locate()!.line, 20);
});

placing("an error's place is the first frame that is the author's", () => {
  const at = placeOfError(caught(() => JSON.parse("{")));
  assert.match(at!.file, here);
  assert.is(at!.line, 27);
  assert.is(placeOfError("no error"), undefined);
});

placing("the depth of stacks is left as it was", () => {
  const before = Error.stackTraceLimit;
  api();
  assert.is(Error.stackTraceLimit, before);
});

placing.run();

function caught(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
