import { connect as connectPlain } from "node:net";
import { Code, ConnectError, createClient, type Interceptor } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { flyte } from "../../../lib/client/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { AuthMetadataService } from "../../../lib/idl/gen/flyteidl/service/auth_pb.js";
import { DataProxyService } from "../../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { IdentityService } from "../../../lib/idl/gen/flyteidl/service/identity_pb.js";
import { Health } from "../../../lib/idl/gen/grpc/health/v1/health_pb.js";
import { rejects } from "../../support/expect.js";
import { type Sent, sendTo } from "../../support/plain-http.js";

const security = suite("emulator/server/security");

const secret = "a-secret-of-some-length";
const emulator = createEmulator();
const open = await emulator.listen({ port: 0, names: ["flyte.example"] });
const guarded = await emulator.listen({ port: 0, token: secret });

const named = (host: string, path = "/api/v1/domains") => sendTo(open.url, { path, headers: { host } });
const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "OK",
    (error: unknown) => Code[ConnectError.from(error).code],
  );
const bearing =
  (value: string, name = "authorization"): Interceptor =>
  (next) =>
  (request) => {
    request.header.set(name, value);
    return next(request);
  };

security("a name that is not this server's is refused, whatever it is made to point at", async () => {
  for (const host of ["evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.1", "a b", "[::2]"]) {
    assert.is((await named(host)).status, 403, host);
  }
});

security("names of this machine are its own, and those that it was given", async () => {
  for (const host of [
    "localhost",
    "LOCALHOST:1",
    "127.0.0.1:99",
    "127.1.2.3",
    "[::1]:5",
    "app.localhost",
    "flyte.example",
  ]) {
    assert.is((await named(host)).status, 200, host);
  }
});

security("a name with anything beside a port is none, whatever address it would make", async () => {
  const odd = [
    "127.0.0.1/evil",
    "127.0.0.1?x",
    "127.0.0.1#x",
    "evil.example@127.0.0.1",
    "127.0.0.1@evil.example",
    "localhost:x",
  ];
  for (const host of [...odd, "localhost\\evil.example", "127.0.0.1, evil.example"]) {
    assert.is((await named(host)).status, 403, host);
  }
});

security("signed addresses lead to the name that a caller used, and no other", async () => {
  const path = "/api/v1/dataproxy/artifact_urn?native_url=memory://data/a";
  const told = async (headers: Readonly<Record<string, string>>) => {
    const answer = await sendTo(open.url, { path, headers });
    return new URL(JSON.parse(String(answer.body)).signedUrl).host;
  };
  assert.is(await told({ host: "flyte.example:81" }), "flyte.example:81");
  const elsewhere = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
  assert.is(await told({ host: "localhost:1", ...elsewhere }), "localhost:1");
  for (const target of ["http://evil.example", "//evil.example"]) {
    const answer = await sendTo(open.url, { path: target + path });
    assert.not.match(`${JSON.stringify(answer.headers)}${answer.body}`, "//evil.example");
  }
});

security("the name of a gRPC call is judged, too", async () => {
  const { session, status } = await strangers(open.url);
  session();
  assert.is(status, "7");
});

security("pages of strangers may read nothing and change nothing", async () => {
  const body = JSON.stringify({ project: { id: "stolen", name: "stolen" } });
  const post = (origin: string): Sent => ({ method: "POST", path: "/api/v1/projects", headers: { origin }, body });
  for (const origin of [
    "https://evil.example",
    "null",
    "http://localhost.evil.example",
    "http://127.0.0.1.evil.example",
  ]) {
    assert.is((await sendTo(open.url, post(origin))).status, 403, origin);
    const read = await sendTo(open.url, { path: "/api/v1/domains", headers: { origin } });
    assert.is(read.headers["access-control-allow-origin"], undefined, origin);
  }
  const { projects } = await createClient(AdminService, emulator.backend.transport).listProjects({});
  assert.not.ok(projects.some(({ id }) => id === "stolen"));
});

security("pages of this machine may", async () => {
  const origin = "http://localhost:3000";
  const read = await sendTo(open.url, { path: "/api/v1/domains", headers: { origin } });
  assert.is(read.headers["access-control-allow-origin"], origin);
  assert.is(read.headers.vary, "Origin");
});

security("a page that may call may ask for what gRPC-web needs", async () => {
  const asked = await sendTo(open.url, {
    method: "OPTIONS",
    path: "/flyteidl.service.AdminService/GetVersion",
    headers: {
      origin: "http://localhost:3000",
      "access-control-request-method": "POST",
      "access-control-request-headers": "content-type,x-grpc-web,grpc-timeout",
    },
  });
  assert.is(asked.status, 200);
  assert.match(asked.headers["access-control-allow-headers"] ?? "", "X-Grpc-Web");
});

const protocols = {
  gRPC: (options: Options) => createGrpcTransport(options),
  "gRPC-web": (options: Options) => createGrpcWebTransport({ ...options, httpVersion: "1.1" }),
  Connect: (options: Options) => createConnectTransport({ ...options, httpVersion: "1.1" }),
};
interface Options {
  readonly baseUrl: string;
  readonly interceptors: Interceptor[];
}

for (const [name, transport] of Object.entries(protocols)) {
  security(`a token is asked for: ${name}`, async () => {
    const calls = (...interceptors: readonly Interceptor[]) =>
      codeOf(
        createClient(AdminService, transport({ baseUrl: guarded.url, interceptors: [...interceptors] })).getVersion({}),
      );
    assert.is(await calls(), "Unauthenticated");
    assert.is(await calls(bearing("Bearer wrong")), "Unauthenticated");
    assert.is(await calls(bearing(`Bearer ${secret}`)), "OK");
    assert.is(await calls(bearing(`bearer ${secret}`, "flyte-authorization")), "OK");
  });
}

security("plain HTTP is told by 401 and by the gateway's words", async () => {
  const refused = await sendTo(guarded.url, { path: "/api/v1/domains" });
  assert.is(refused.status, 401);
  assert.is(refused.headers["www-authenticate"], "Bearer");
  assert.is(JSON.parse(String(refused.body)).code, 16);
  const headers = { authorization: `Bearer ${secret}` };
  assert.is((await sendTo(guarded.url, { path: "/api/v1/domains", headers })).status, 200);
  const basic = { authorization: `Basic ${Buffer.from(`me:${secret}`).toString("base64")}` };
  assert.is((await sendTo(guarded.url, { path: "/api/v1/domains", headers: basic })).status, 200);
});

security("a browser is asked for the token where a person reads", async () => {
  for (const path of ["/console", "/logs/a/b/c/n0/0"]) {
    const { status, headers } = await sendTo(guarded.url, { path });
    assert.equal([status, headers["www-authenticate"]], [401, 'Basic realm="flytepath"'], path);
  }
});

security("whether it is well anybody may ask", async () => {
  assert.is((await sendTo(guarded.url, { path: "/healthcheck" })).status, 200);
  const health = createClient(Health, createGrpcTransport({ baseUrl: guarded.url }));
  assert.is(await codeOf(health.check({})), "OK");
});

security("a client whose secret is the token signs in as at a Flyte with authentication", async () => {
  const transport = createGrpcTransport({ baseUrl: guarded.url });
  const metadata = createClient(AuthMetadataService, transport);
  const { tokenEndpoint } = await metadata.getOAuth2Metadata({});
  assert.is((await metadata.getPublicClientConfig({})).authorizationMetadataKey, "authorization");
  const sign = (password: string) =>
    sendTo(guarded.url, {
      method: "POST",
      path: new URL(tokenEndpoint).pathname,
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Basic ${Buffer.from(`anybody:${password}`).toString("base64")}`,
      },
      body: "grant_type=client_credentials&scope=all",
    });
  assert.is((await sign("wrong")).status, 401);
  assert.is(JSON.parse(String((await sign(secret)).body)).access_token, secret);
  assert.is(await codeOf(createClient(IdentityService, transport).userInfo({})), "Unauthenticated");
});

security("flytepath's own client sends the token of its environment", async () => {
  const address = guarded.url.replace("http:", "grpc:");
  for (const [token, wanted] of Object.entries({ [secret]: "OK", "": "Unauthenticated" })) {
    await using backend = flyte(address, { FLYTEPATH_TOKEN: token });
    assert.is(await codeOf(createClient(AdminService, backend.transport).getVersion({})), wanted);
  }
});

security("without a token there is nobody to sign in", async () => {
  const transport = createGrpcTransport({ baseUrl: open.url });
  assert.is(await codeOf(createClient(AuthMetadataService, transport).getOAuth2Metadata({})), "Unimplemented");
  assert.is((await sendTo(open.url, { method: "POST", path: "/oauth2/token" })).status, 404);
});

security("files need no token beside their signature", async () => {
  const proxy = createClient(DataProxyService, emulator.backend.transport);
  const where = { project: "flytesnacks", domain: "development", filename: "a.html", filenameRoot: "folder" };
  const { signedUrl } = await proxy.createUploadLocation(where);
  const path = signedUrl.slice(new URL(signedUrl).origin.length);
  assert.is((await sendTo(guarded.url, { method: "PUT", path, body: "<script>" })).status, 200);
  assert.is((await sendTo(guarded.url, { path: path.replace(/\?.*/, "") })).status, 403);
});

security("what a task wrote runs as nobody's page", async () => {
  const { transport, blobs } = emulator.backend;
  const nativeUrl = blobs.join("", "data", "deck.html");
  await blobs.write(nativeUrl, Buffer.from("<script>fetch('/api/v1/domains')</script>"));
  const { signedUrl } = await createClient(DataProxyService, transport).createDownloadLocation({ nativeUrl });
  const page = await fetch(signedUrl);
  assert.match(page.headers.get("content-security-policy") ?? "", /^sandbox(?!.*allow-same-origin)/);
  assert.is(page.headers.get("x-content-type-options"), "nosniff");
});

security("nothing outside the state is ever served", async () => {
  for (const path of [
    "/data/../secret",
    "/data/%2e%2e/secret",
    "/data/..%2fsecret?expires=9e15&signature=x",
    "/etc/passwd",
  ]) {
    assert.ok([307, 403, 404].includes((await sendTo(open.url, { path })).status), path);
  }
});

security("beyond loopback a token is made where none is given", async () => {
  const wide = await emulator.listen({ port: 0, host: "0.0.0.0" });
  assert.match(wide.token ?? "", /^[\w-]{32}$/);
  const url = wide.url.replace("0.0.0.0", "127.0.0.1");
  assert.is((await sendTo(url, { path: "/api/v1/domains" })).status, 401);
  const headers = { authorization: `Bearer ${wide.token}` };
  assert.is((await sendTo(url, { path: "/api/v1/domains", headers })).status, 200);
  await wide.close();
  assert.is(open.token, undefined);
});

security("a token that protects nothing is refused", async () => {
  await rejects(emulator.listen({ port: 0, token: "short" }), "EMULATOR_TOKEN_UNFIT");
  await rejects(emulator.listen({ port: 0, token: "with a space in the midst" }), "EMULATOR_TOKEN_UNFIT");
});

security("an address that is no address of this machine is told", async () => {
  const error = await rejects(emulator.listen({ port: 0, host: "192.0.2.1" }), "EMULATOR_HOST_UNKNOWN");
  assert.match(error.message, "192.0.2.1");
});

security("requests above the limits are refused by what they are above", async () => {
  const limits = { message: 1000, upload: 1000, requests: 0, connections: 10 };
  const none = await emulator.listen({ port: 0, limits });
  assert.is((await sendTo(none.url, { path: "/healthcheck" })).status, 429);
  const version = createClient(AdminService, createGrpcTransport({ baseUrl: none.url })).getVersion({});
  assert.is(await codeOf(version), "ResourceExhausted");
  await none.close();

  const small = await emulator.listen({ port: 0, limits: { ...limits, requests: 10 } });
  const name = "x".repeat(2000);
  const admin = createClient(AdminService, createGrpcTransport({ baseUrl: small.url }));
  assert.is(await codeOf(admin.registerProject({ project: { id: "p", name } })), "ResourceExhausted");
  const post = { method: "POST", path: "/api/v1/projects" };
  const gateway = await sendTo(small.url, { ...post, body: JSON.stringify({ project: { id: "p", name } }) });
  assert.is(gateway.status, 429);
  assert.is((await sendTo(small.url, { ...post, body: "x".repeat(5000) })).status, 413);
  const proxy = createClient(DataProxyService, emulator.backend.transport);
  const where = { project: "flytesnacks", domain: "development", filename: "big", filenameRoot: "folder" };
  const { signedUrl } = await proxy.createUploadLocation(where);
  const path = signedUrl.slice(new URL(signedUrl).origin.length);
  assert.is((await sendTo(small.url, { method: "PUT", path, body: "x".repeat(1001) })).status, 413);
  assert.is((await sendTo(small.url, { method: "PUT", path, body: "x".repeat(1000) })).status, 200);
  await small.close();
});

for (const [what, sent] of Object.entries({
  nothing: "",
  "headers without an end": "GET / HTTP/1.1\r\nhost: localhost\r\n",
})) {
  security(`a client that sends ${what} is not waited for`, async () => {
    const hasty = await emulator.listen({ port: 0, limits: { patience: 50 } });
    const socket = connectPlain(Number(new URL(hasty.url).port), "127.0.0.1");
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.resume().write(sent);
    await ended;
    await hasty.close();
  });
}

security.after(() => emulator.close());

security.run();

// A call over HTTP/2 under a name that the client's library would not send.
async function strangers(url: string): Promise<{ session: () => void; status: string }> {
  const { connect } = await import("node:http2");
  const client = connect(url);
  const request = client.request({
    ":method": "POST",
    ":path": "/flyteidl.service.AdminService/GetVersion",
    ":authority": "evil.example",
    "content-type": "application/grpc",
  });
  const headers = await new Promise<Record<string, unknown>>((resolve) => request.once("response", resolve));
  return { session: () => client.destroy(), status: String(headers["grpc-status"]) };
}
