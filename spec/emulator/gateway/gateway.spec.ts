import { create, toBinary } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { ProjectRegisterRequestSchema } from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import type { JsonObject } from "../../../lib/types/index.js";
import { type Sent, sendTo } from "../../support/plain-http.js";

const gateway = suite("emulator/gateway/gateway");

const emulator = createEmulator({ executor: "external" });
const { url } = await emulator.listen({ port: 0 });
const admin = createClient(AdminService, emulator.backend.transport);

const ask = async (sent: Sent) => {
  const { status, headers, body } = await sendTo(url, sent);
  const text = String(body);
  const json = headers["content-type"] === "application/json" ? (JSON.parse(text) as JsonObject) : {};
  return { status, headers, text, json, message: String(json.message ?? "") };
};
const get = (path: string) => ask({ path });
const post = (body: string, headers: Sent["headers"] = {}) =>
  ask({ method: "POST", path: "/api/v1/projects", body, headers });
const domain = "flytesnacks/development";

for (const [body, message] of Object.entries({
  "{not": "invalid character 'n' looking for beginning of object key string",
  '{"project"': "unexpected EOF",
  '{"project":{"id":"a" "name":"b"}}': "invalid character '\"' after object key:value pair",
  '{"project":{"id":"\\x"}}': "invalid character 'x' in string escape code",
  '{"project":{"id":"a\nb"}}': "invalid character '\\n' in string literal",
  "[]": "proto: syntax error (line 1:1): unexpected token [",
  null: "proto: syntax error (line 1:1): unexpected token null",
  "5": "proto: syntax error (line 1:1): unexpected token 5",
  '{"project":{},\n "project":{}}': 'proto: (line 2:2): duplicate field "project"',
  '{"project":{"id":"a"},"zebra":1}': 'proto: (line 1:23): unknown field "zebra"',
  '{"project":{"state":"1"}}': 'proto: (line 1:21): invalid value for enum field state: "1"',
  '{"project":{"state":1.5}}': "proto: (line 1:21): invalid value for enum field state: 1.5",
  '{"project":{"labels":[]}}': "proto: syntax error (line 1:22): unexpected token [",
  '{"project":{"labels":{"values":{"a":1}}}}': "proto: (line 1:37): invalid value for string field value: 1",
  "\ufeff{}": "invalid character 'ï' looking for beginning of value",
  '{"project":{"labels":{"values":{"a":"1","a":"2"}}}}': 'proto: (line 1:41): duplicate map key "a"',
  [`${"[".repeat(2000)}`]: "exceeded max depth",
})) {
  gateway(`a body that is no request is refused in Go's words: ${body.slice(0, 60)}`, async () => {
    const answer = await post(body, { "content-type": "application/json" });
    assert.is(answer.status, 400);
    assert.is(answer.json.code, 3);
    assert.is(answer.message, message);
  });
}

gateway("what is not known is passed over, unless the body says that it is JSON", async () => {
  const body = '{"project":{"id":"lenient","name":"l","state":"zebra"},"zebra":1}';
  assert.is((await post(body)).status, 200);
  assert.match(
    (await post(body, { "content-type": "Application/JSON" })).message,
    "invalid value for enum field state",
  );
  assert.is((await get("/api/v1/projects/lenient")).json.state, "ACTIVE");
});

gateway("a path that is not clean leads to the one that is, in words where it was got", async () => {
  const { status, text, headers } = await get("/api//v1/./projects?limit=1&token=<a>");
  assert.is(status, 307);
  assert.is(headers.location, "/api/v1/projects?limit=1&token=<a>");
  assert.is(text, '<a href="/api/v1/projects?limit=1&amp;token=&lt;a&gt;">Temporary Redirect</a>.\n\n');
  const posted = await ask({ method: "POST", path: "/api/v1/../v1/projects", body: "{}" });
  assert.equal([posted.status, posted.text], [307, ""]);
});

gateway("a query does not say otherwise what the path says, in either spelling", async () => {
  const { status } = await get(`/api/v1/description_entities/TASK/${domain}/t?resourceType=zebra&limit=1`);
  assert.is(status, 200);
});

gateway("a field in both spellings is there twice", async () => {
  const body = '{"event":{"executionId":{},"execution_id":{}}}';
  const { message } = await ask({ method: "POST", path: "/api/v1/events/workflows", body });
  assert.is(message, 'proto: (line 1:28): duplicate field "execution_id"');
});

gateway("two members of a oneof are refused", async () => {
  const body = '{"value":{"scalar":{},"collection":{}}}';
  const { status, message } = await ask({ method: "POST", path: "/api/v1/signals", body });
  assert.is(status, 400);
  assert.match(message, "oneof flyteidl.core.Literal.value is already set");
});

gateway("text after the first value, null for a field and enum numbers are taken", async () => {
  assert.is((await post('{"project":{"id":"taken","name":"t","labels":null,"state":1}} and so on')).status, 200);
  assert.is((await get("/api/v1/projects/taken")).json.state, "ARCHIVED");
});

gateway("protobuf is told by its type alone, whatever parameters it has", async () => {
  const request = create(ProjectRegisterRequestSchema, { project: { id: "binary", name: "b" } });
  const type = { "content-type": "application/octet-stream; x=1", accept: "application/json" };
  const sent = { method: "POST", path: "/api/v1/projects", headers: type };
  assert.is((await ask({ ...sent, body: toBinary(ProjectRegisterRequestSchema, request) })).status, 200);
});

for (const [query, message] of Object.entries({
  "limit=": 'parsing field "limit": strconv.ParseUint: parsing "": invalid syntax',
  "limit=-1": 'parsing field "limit": strconv.ParseUint: parsing "-1": invalid syntax',
  "limit=4294967296": 'parsing field "limit": strconv.ParseUint: parsing "4294967296": value out of range',
  "limit=1&limit=2": 'too many values for field "limit": 1, 2',
  "limit=1;token=2": "invalid semicolon separator in query",
  "token=%zz": 'invalid URL escape "%zz"',
  "limit.x=1": 'invalid path: "limit" is not a message',
  "sort_by.direction=99": 'parsing field "direction": "99" is not a valid value',
})) {
  gateway(`a query that is no request is refused in Go's words: ${query}`, async () => {
    const answer = await get(`/api/v1/tasks/${domain}?${query}`);
    assert.is(answer.status, 400);
    assert.is(answer.message, message);
  });
}

gateway("a query cannot say what the path says, nor what the body says", async () => {
  assert.is((await get("/api/v1/projects/flytesnacks?id=flytetester")).json.id, "flytesnacks");
  const sent = { method: "DELETE", path: "/api/v1/executions/a/b/c?cause=x&zebra=1" };
  assert.is((await ask(sent)).status, 404);
});

gateway("spans in a query are written as in Go", async () => {
  const path = (span: string) => `/api/v1/dataproxy/artifact_urn?native_url=memory://data/x&expires_in=${span}`;
  const native = encodeURIComponent(emulator.backend.blobs.join("", "data", "x"));
  for (const [span, status] of Object.entries({ "60s": 200, "1m30s": 200, "1.5m": 200, "2h": 400, x: 400, "5": 400 })) {
    const answer = await get(path(span).replace("memory://data/x", native));
    assert.is(answer.status, status, `${span}: ${answer.message}`);
  }
});

gateway("a path is decoded once, and a slash in a segment is none of it", async () => {
  await admin.registerProject({ project: { id: "plus", name: "p" } });
  assert.is((await get("/api/v1/projects/pl%75s")).json.id, "plus");
  assert.is((await get("/api/v1/projects/pl%2575s")).status, 404);
  assert.is((await get("/api/v1/projects/a%2Fb")).message, "Not Found");
  assert.match((await get("/api/v1/projects/a+b")).message, "a+b");
  const bad = await get("/api/v1/projects/a%zz");
  assert.equal([bad.status, bad.text], [400, "400 Bad Request"]);
});

gateway("odd slashes and dots are redirected, a slash at the end of a list is not", async () => {
  for (const path of ["/api//v1/domains", "/api/v1/./domains", "/api/x/../v1/domains"]) {
    const answer = await get(`${path}?a=b`);
    assert.equal([answer.status, answer.headers.location], [307, "/api/v1/domains?a=b"], path);
  }
  assert.is((await get(`/api/v1/tasks/${domain}/?limit=1`)).status, 200);
  assert.is((await get(`/api/v1/tasks/${domain}/n/v/`)).status, 404);
  assert.is((await get("//evil.example/")).headers.location, "/evil.example/");
});

gateway("a long query may come as a form", async () => {
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const sent = { method: "POST", path: `/api/v1/tasks/${domain}`, headers: form, body: "limit=x" };
  assert.match((await ask(sent)).message, 'parsing "x"');
  const other = { ...sent, path: "/api/v1/projects", body: "limit=x" };
  assert.match((await ask(other)).message, "invalid character 'l'");
  const override = { ...form, "x-http-method-override": "get" };
  assert.match((await ask({ ...other, headers: override })).message, 'parsing "x"');
  assert.is((await ask({ ...sent, headers: { "x-http-method-override": "GET" } })).status, 501);
});

gateway("whatever is asked of it, healthcheck is well", async () => {
  for (const method of ["GET", "HEAD", "POST"]) assert.is((await ask({ method, path: "/healthcheck" })).status, 200);
});

gateway.after(() => emulator.close());

gateway.run();
