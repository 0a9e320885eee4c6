import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseFlyteUri } from "../../../../lib/client/connection/flyte-uri.js";
import { throws } from "../../../support/expect.js";

const uri = suite("lib/client/connection/flyte-uri");

uri("grpc is plain, grpcs is TLS, each with its port", () => {
  assert.equal(parseFlyteUri("grpc://localhost:30080", "X"), {
    endpoint: "localhost:30080",
    insecure: true,
    source: "X",
  });
  assert.is(parseFlyteUri("grpcs://flyte.example.com").endpoint, "flyte.example.com:443");
  assert.is(parseFlyteUri("grpc://[::1]:5").endpoint, "[::1]:5");
});

uri("the query says the rest", () => {
  const text =
    "grpcs://id:secret@h:1?project=p&domain=d&ca=/ca.pem&insecureSkipVerify=true&auth=ClientSecret&scopes=a,b";
  assert.equal(parseFlyteUri(text, "X"), {
    endpoint: "h:1",
    insecure: false,
    insecureSkipVerify: true,
    caFile: "/ca.pem",
    project: "p",
    domain: "d",
    auth: { mode: "ClientSecret", clientId: "id", hasSecret: true, scopes: ["a", "b"] },
    source: "X",
  });
});

uri("auth=none is no sign-in", () => {
  assert.is(parseFlyteUri("grpc://h:1?auth=none").auth, undefined);
});

for (const [text, why] of [
  ["http://h:1", "neither grpc:// nor grpcs://"],
  ["grpc://", "no host"],
  ["grpc://h:1/path", "/path"],
  ["grpc://h:1?porject=p", "porject"],
  ["grpcs://h:1?insecureSkipVerify=maybe", "maybe"],
] as const)
  uri(`${text} is refused`, () => {
    const error = throws(() => parseFlyteUri(text, "FLYTE_CONN_X"), "BACKEND_CONNECTION_MALFORMED");
    assert.match(error.message, why);
    assert.match(error.message, "FLYTE_CONN_X");
  });

uri.run();
