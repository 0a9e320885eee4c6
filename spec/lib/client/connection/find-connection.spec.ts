import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { findConnection } from "../../../../lib/client/connection/find-connection.js";
import { throws } from "../../../support/expect.js";

const finding = suite("lib/client/connection/find-connection");

const home = mkdtempSync(join(tmpdir(), "flytepath-home-"));
const empty = mkdtempSync(join(tmpdir(), "flytepath-home-"));
mkdirSync(join(home, ".flyte"));
writeFileSync(join(home, ".flyte", "config.yaml"), "admin:\n  endpoint: dns:///flyte.example.com\n  insecure: false\n");
writeFileSync(
  join(home, ".flyte", "config-sandbox.yaml"),
  "admin:\n  endpoint: dns:///localhost:30080\n  authType: Pkce\n  insecure: true\ntask:\n  project: mine\n  domain: staging\n",
);
const other = join(home, "other.yaml");
writeFileSync(other, "admin:\n  endpoint: other:81\n  insecure: true\nconsole:\n  endpoint: http://other:8080\n");
finding.after(() => {
  for (const folder of [home, empty]) rmSync(folder, { recursive: true });
});

finding("the variable of the id comes first", () => {
  const env = {
    FLYTE_CONN_FLYTE_CONN: "grpc://localhost:30080?project=p",
    AIRFLOW_CONN_FLYTE_CONN: "flyte://elsewhere",
  };
  const { endpoint, insecure, project, source } = findConnection("flyte_conn", env, home);
  assert.equal([endpoint, insecure, project, source], ["localhost:30080", true, "p", "FLYTE_CONN_FLYTE_CONN"]);
});

finding("a dash in an id is an underscore in its variable", () => {
  assert.is(findConnection("my-flyte", { FLYTE_CONN_MY_FLYTE: "grpc://a:1" }, empty).endpoint, "a:1");
  assert.is(findConnection("my-flyte", { AIRFLOW_CONN_MY_FLYTE: "flyte://a:2" }, empty).endpoint, "a:2");
});

finding("Airflow's variable comes before the config files", () => {
  assert.is(findConnection("x", { AIRFLOW_CONN_X: "flyte://air:1", FLYTECTL_CONFIG: other }, home).endpoint, "air:1");
});

finding("a config file named after the id comes before the general one", () => {
  assert.equal(findConnection("sandbox", {}, home), {
    endpoint: "localhost:30080",
    insecure: true,
    project: "mine",
    domain: "staging",
    auth: { mode: "Pkce" },
    source: join(home, ".flyte", "config-sandbox.yaml"),
  });
});

finding("FLYTECTL_CONFIG comes before the file at home, and its console is kept", () => {
  const { endpoint, console } = findConnection("x", { FLYTECTL_CONFIG: other }, home);
  assert.equal([endpoint, console], ["other:81", "http://other:8080"]);
});

finding("the file at home serves every id, with TLS and its port unless it says otherwise", () => {
  const { endpoint, insecure } = findConnection("anything", {}, home);
  assert.equal([endpoint, insecure], ["flyte.example.com:443", false]);
});

finding("flytekit's variables win over the file and do without one", () => {
  const env = { FLYTE_PLATFORM_URL: "dns:///env:5", FLYTE_PLATFORM_INSECURE: "true", FLYTE_LOCAL_PROJECT: "p" };
  for (const place of [home, empty]) {
    const { endpoint, insecure, project } = findConnection("x", env, place);
    assert.equal([endpoint, insecure, project], ["env:5", true, "p"]);
  }
});

finding("an unknown id says where it was looked for", () => {
  const error = throws(() => findConnection("flyte_con", {}, empty), "BACKEND_CONNECTION_UNKNOWN");
  assert.match(error.message, "FLYTE_CONN_FLYTE_CON, AIRFLOW_CONN_FLYTE_CON, ~/.flyte/config-flyte_con.yaml");
  assert.match(error.hint!, "FLYTE_CONN_FLYTE_CON");
});

finding("an address without a scheme is not guessed at", () => {
  const error = throws(() => findConnection("localhost:30080", {}, empty), "BACKEND_CONNECTION_MALFORMED");
  assert.match(error.hint!, "grpc://localhost:30080");
});

finding("a file that is no config is refused by name", () => {
  const bad = join(home, "bad.yaml");
  writeFileSync(bad, "admin: [");
  throws(() => findConnection("x", { FLYTECTL_CONFIG: bad }, home), "BACKEND_CONNECTION_MALFORMED");
  writeFileSync(bad, "storage: {}");
  throws(() => findConnection("x", { FLYTECTL_CONFIG: bad }, home), "BACKEND_CONNECTION_MALFORMED");
  writeFileSync(bad, "admin:\n  endpoint: a:1\n  proxyCommand: [token]\n");
  const error = throws(() => findConnection("x", { FLYTECTL_CONFIG: bad }, home), "BACKEND_SETTING_UNSUPPORTED");
  assert.match(error.message, "admin.proxyCommand");
});

finding.run();
