import { suite } from "uvu";
import * as assert from "uvu/assert";
import { flyte } from "../../../lib/client/index.js";
import { throws } from "../../support/expect.js";

const backend = suite("lib/client/flyte");

backend("a backend knows its name, scope and console", async () => {
  await using remote = flyte("grpc://localhost:30080?project=p&domain=d");
  assert.is(remote.name, "grpc://localhost:30080");
  assert.equal(remote.scope, { project: "p", domain: "d" });
  assert.is(remote.console, "http://localhost:30080");
});

backend("project and domain default to flytekit's", async () => {
  await using remote = flyte("c", { FLYTE_CONN_C: "grpcs://flyte.example.com" });
  assert.equal(remote.scope, { project: "flytesnacks", domain: "development" });
  assert.is(remote.console, "https://flyte.example.com:443");
});

for (const [uri, mode] of [
  ["grpcs://h:1?auth=DeviceFlow", "DeviceFlow"],
  ["grpcs://id:secret@h:1", "client secret"],
] as const)
  backend(`sign-in by ${mode} is refused by name`, () => {
    assert.match(throws(() => flyte(uri), "BACKEND_AUTH_UNSUPPORTED").message, mode);
  });

backend("sign-in by an outside command is refused by name", () => {
  const env = { AIRFLOW_CONN_C: 'flyte://h:1?__extra__={"command":["get-token"]}' };
  assert.match(throws(() => flyte("c", env), "BACKEND_AUTH_UNSUPPORTED").message, "outside command");
});

backend("Pkce is let through, since Flyte may never ask for it", () => {
  flyte("grpcs://h:1?auth=Pkce");
});

backend("a certificate file that is not there is named", () => {
  const error = throws(() => flyte("grpcs://h:1?ca=/no/such.pem"), "BACKEND_CONNECTION_MALFORMED");
  assert.match(error.message, "/no/such.pem");
});

backend.run();
