import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseAirflowConnection } from "../../../../lib/client/connection/airflow-connection.js";
import { throws } from "../../../support/expect.js";

const airflow = suite("lib/client/connection/airflow-connection");
const parse = (text: string) => parseAirflowConnection(text, "AIRFLOW_CONN_X");

airflow("a URI gives endpoint, sign-in and the provider's extras", () => {
  const text =
    "flyte://my%40id:s%2Fecret@localhost:30081/?project=p&domain=d&insecure=True&auth_mode=client_credentials&scopes=all";
  assert.equal(parse(text), {
    endpoint: "localhost:30081",
    insecure: true,
    project: "p",
    domain: "d",
    auth: { mode: "client_credentials", clientId: "my@id", hasSecret: true, scopes: ["all"] },
    source: "AIRFLOW_CONN_X",
  });
});

airflow("extras may be packed into __extra__", () => {
  const extra = encodeURIComponent(JSON.stringify({ project: "p", insecure: true, insecure_skip_verify: false }));
  const { endpoint, insecure, insecureSkipVerify, project } = parse(`flyte://h:1?__extra__=${extra}`);
  assert.equal([endpoint, insecure, insecureSkipVerify, project], ["h:1", true, false, "p"]);
});

airflow("JSON gives the same, with extra as an object or as text", () => {
  const extra = { project: "p", domain: "d", insecure: true, extra__flyte__scopes: ["a"], statsd_port: 1 };
  for (const form of [extra, JSON.stringify(extra)]) {
    const text = JSON.stringify({ conn_type: "flyte", host: "h", port: 81, login: "id", extra: form });
    assert.equal(parse(text), {
      endpoint: "h:81",
      insecure: true,
      project: "p",
      domain: "d",
      auth: { clientId: "id", scopes: ["a"] },
      source: "AIRFLOW_CONN_X",
    });
  }
});

airflow("a quoted host and one behind a protocol are understood", () => {
  assert.is(parse("flyte://dns%3A%2F%2F%2Fh%3A30080?insecure=1").endpoint, "h:30080");
  assert.is(parse("flyte://https://flyte.example.com").endpoint, "flyte.example.com:443");
});

airflow("insecure=false means TLS, although Python takes the text for true", () => {
  assert.is(parse("flyte://h:1?insecure=false").insecure, false);
});

for (const [text, why] of [
  ["localhost", "neither a URI"],
  ["{", "JSON"],
  ["[]", "neither a URI"],
  ['{"conn_type": "flyte"}', "no host"],
  ['{"host": "h", "extra": "{"}', "extra"],
  ["flyte://h:1?insecure=perhaps", "perhaps"],
  ["flyte://h:1?__extra__=%5B%5D", "__extra__"],
  ["flyte://%zz:1", "%zz"],
] as const)
  airflow(`${text} is refused`, () => {
    const error = throws(() => parse(text), "BACKEND_CONNECTION_MALFORMED");
    assert.match(error.message, why);
  });

airflow.run();
