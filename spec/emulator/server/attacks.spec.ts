import { connect as connectHttp2, type OutgoingHttpHeaders } from "node:http2";
import { connect } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { ProjectRegisterRequestSchema } from "../../../lib/idl/gen/flyteidl/admin/project_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { sendTo } from "../../support/plain-http.js";

const attacks = suite("emulator/server/attacks");

const mebibyte = 1024 * 1024;
const emulator = createEmulator();
const { url } = await emulator.listen({ port: 0 });
const { port } = new URL(url);
const version = "/flyteidl.service.AdminService/GetVersion";
const register = "/flyteidl.service.AdminService/RegisterProject";
const json = { "content-type": "application/json" };

const isWell = async () => {
  assert.is((await sendTo(url, { path: "/healthcheck" })).status, 200);
  const admin = createClient(AdminService, createGrpcTransport({ baseUrl: url }));
  assert.is((await admin.getDomains({})).domains.length, 3);
};

const bomb = toBinary(
  ProjectRegisterRequestSchema,
  create(ProjectRegisterRequestSchema, { project: { id: "p", name: "x".repeat(64 * mebibyte) } }),
);

for (const [encoding, packed] of Object.entries({ gzip: gzipSync(bomb), br: brotliCompressSync(bomb) })) {
  attacks(`a small message that unpacks to a large one is not unpacked: gRPC in ${encoding}`, async () => {
    const headers = { "grpc-encoding": encoding };
    assert.is(await statusOf(register, encodeEnvelope(1, packed), headers), String(Code.ResourceExhausted));
  });

  attacks(`a small message that unpacks to a large one is not unpacked: gRPC-web in ${encoding}`, async () => {
    const headers = { "content-type": "application/grpc-web+proto", "grpc-encoding": encoding };
    const answer = await sendTo(url, { method: "POST", path: register, headers, body: encodeEnvelope(1, packed) });
    const told = answer.headers["grpc-status"] ?? /grpc-status: (\d+)/.exec(String(answer.body))?.[1];
    assert.is(told, String(Code.ResourceExhausted));
  });

  attacks(`a small message that unpacks to a large one is not unpacked: Connect in ${encoding}`, async () => {
    const headers = { "content-type": "application/proto", "content-encoding": encoding };
    const answer = await sendTo(url, { method: "POST", path: register, headers, body: packed });
    assert.equal([answer.status, JSON.parse(String(answer.body)).code], [429, "resource_exhausted"]);
  });
}

attacks("the gateway unpacks nothing", async () => {
  const body = gzipSync(JSON.stringify({ project: { id: "p", name: "x" } }));
  const headers = { ...json, "content-encoding": "gzip" };
  const answer = await sendTo(url, { method: "POST", path: "/api/v1/projects", headers, body });
  assert.is(answer.status, 400);
});

for (const [what, body] of Object.entries({
  lists: `${"[".repeat(mebibyte)}${"]".repeat(mebibyte)}`,
  "lists without an end": "[".repeat(2 * mebibyte),
  objects: `${'{"a":'.repeat(200_000)}1${"}".repeat(200_000)}`,
  "objects of known fields": `{"spec":${'{"template":{"metadata":'.repeat(100_000)}1${"}}".repeat(100_000)}}`,
  "a long number": `{"id": ${"9".repeat(mebibyte)}}`,
  "a long exponent": `{"id": 1e${"9".repeat(100_000)}}`,
  "many fields": `{${Array.from({ length: 200_000 }, (_, index) => `"f${index}":1`).join(",")}}`,
})) {
  attacks(`JSON of ${what} is refused, and nothing else happens`, async () => {
    const answer = await sendTo(url, { method: "POST", path: "/api/v1/tasks", headers: json, body });
    assert.is(answer.status, 400);
    const connected = await sendTo(url, {
      method: "POST",
      path: "/flyteidl.service.AdminService/CreateTask",
      headers: json,
      body,
    });
    assert.ok([400, 500].includes(connected.status), String(connected.status));
    await isWell();
  });
}

attacks("messages in messages without an end are refused by a status", async () => {
  for (const depth of [90, 200, 5000, 100_000]) {
    // CreateTask: spec (2), template (1), interface (5), inputs (1), and a map of types whose collections lie in each other.
    const body = encodeEnvelope(0, nested(depth));
    const status = Number(await statusOf("/flyteidl.service.AdminService/CreateTask", body));
    assert.ok([Code.InvalidArgument, Code.Internal].includes(status), `${depth}: ${status}`);
  }
  await isWell();
});

attacks("a header that would end its line is no header", async () => {
  for (const header of [
    "host: localhost\r\nx-a: 1\r\n\tfolded: 2",
    "host: localhost\r\nx-a: 1\rset-cookie: a=b",
    "host: localhost\r\nx-a: 1\nset-cookie: a=b",
    "host: localhost\r\nhost: localhost",
    "host: localhost\r\ncontent-length: 1\r\ntransfer-encoding: chunked",
    "host: localhost\r\ncontent-length: 1\r\ncontent-length: 2",
    "host: localhost\r\nx a: 1",
    "host: localhost\r\nx-a: \u0000",
  ]) {
    const answer = await raw(`GET /api/v1/domains HTTP/1.1\r\n${header}\r\nconnection: close\r\n\r\n`);
    assert.not.match(answer, /set-cookie/i);
    assert.match(answer, /^HTTP\/1\.1 (400|200) /, JSON.stringify(header));
  }
});

attacks("nothing that a caller says is put into a header that he may end", async () => {
  const odd = encodeURIComponent("a\r\nset-cookie: a=b");
  for (const path of [
    `/${odd}`,
    `//${odd}/`,
    `/api/v1/../${odd}`,
    `/console/${odd}`,
    `/console/projects/${odd}/domains/${odd}/executions/${odd}`,
    `/logs/${odd}/b/c/d/e`,
    `/data/${odd}`,
    `/api/v1/projects?token=${odd}`,
    `/api/v1/executions/${odd}/b/c`,
  ]) {
    const { headers } = await sendTo(url, { path });
    assert.is(headers["set-cookie"], undefined, path);
  }
});

attacks("long headers are refused", async () => {
  const headers = { "x-long": "x".repeat(100_000) };
  assert.is((await sendTo(url, { path: "/healthcheck", headers })).status, 431);
  const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`x-${index}`, "x".repeat(40)]));
  assert.is((await sendTo(url, { path: "/healthcheck", headers: many })).status, 431);
  await isWell();
});

attacks("long headers of HTTP/2 end their stream or their session, not the server", async () => {
  for (const headers of [
    { "x-long": "x".repeat(60_000) },
    Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x-${index}`, "x".repeat(500)])),
  ]) {
    const told = await statusOf(version, encodeEnvelope(0, new Uint8Array()), headers).catch(() => "ended");
    assert.ok(["ended", "0"].includes(told), told);
    await isWell();
  }
});

attacks("streams that are opened and reset at once do not keep others from being answered", async () => {
  const session = connectHttp2(url);
  session.on("error", () => {});
  for (let round = 0; round < 20 && !session.destroyed; round++) {
    for (let index = 0; index < 100 && !session.closed && !session.destroyed; index++) {
      const stream = session.request({ ":method": "POST", ":path": version, "content-type": "application/grpc" });
      stream.on("error", () => {});
      stream.close(8);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  await isWell();
  session.destroy();
  await isWell();
});

attacks("streams beyond the limit are refused, and there is room again when they end", async () => {
  const few = await emulator.listen({ port: 0, limits: { requests: 5 } });
  const session = connectHttp2(few.url);
  const open = Array.from({ length: 5 }, () => {
    const stream = session.request({ ":method": "POST", ":path": version, "content-type": "application/grpc" });
    stream.on("error", () => {});
    stream.write("x");
    return stream;
  });
  await new Promise((resolve) => session.ping(resolve));
  assert.is((await sendTo(few.url, { path: "/healthcheck" })).status, 429);
  const ended = Promise.all(open.map((stream) => new Promise((resolve) => stream.once("close", resolve))));
  for (const stream of open) stream.destroy();
  await ended;
  session.destroy();
  for (;;) if ((await sendTo(few.url, { path: "/healthcheck" })).status === 200) break;
  await few.close();
});

for (const [what, sent] of Object.entries({
  "a body over HTTP/1.1": `POST /api/v1/projects HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\n{`,
  "an upload over HTTP/1.1": `PUT /data/x HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n`,
  "an RPC over HTTP/1.1": `POST ${version} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/proto\r\ncontent-length: 9\r\n\r\n{`,
})) {
  attacks(`${what} that stands still is not waited for`, async () => {
    const hasty = await emulator.listen({ port: 0, limits: { patience: 50 } });
    const socket = connect(Number(new URL(hasty.url).port), "127.0.0.1");
    const ended = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.resume().write(sent);
    await ended;
    await hasty.close();
  });
}

attacks("a body over HTTP/2 that stands still is not waited for", async () => {
  const hasty = await emulator.listen({ port: 0, limits: { patience: 50 } });
  const session = connectHttp2(hasty.url);
  const stream = session.request({ ":method": "POST", ":path": version, "content-type": "application/grpc" });
  stream.on("error", () => {}).resume();
  const ended = new Promise((resolve) => stream.once("close", resolve));
  stream.write("x");
  await ended;
  session.destroy();
  await hasty.close();
});

attacks("an answer may take longer than a body may stand still", async () => {
  const hasty = await emulator.listen({ port: 0, limits: { patience: 50 } });
  const body = JSON.stringify({ project: { id: "slow", name: "slow" } });
  assert.is((await sendTo(hasty.url, { method: "POST", path: "/api/v1/projects", headers: json, body })).status, 200);
  await hasty.close();
});

attacks("bytes that are no HTTP of any version end their connection", async () => {
  for (const bytes of [
    "\u0016\u0003\u0001\u0002",
    "SSH-2.0-x\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnonsense that is no frame",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\u0000\u0000\u0012\u0004\u0000\u0000\u0000\u0000\u0000",
    "P",
    "\u0000".repeat(100_000),
  ]) {
    await raw(bytes);
    await isWell();
  }
});

attacks("logs lie in their folder, however their path is written", async () => {
  const { blobs } = emulator.backend;
  await blobs.write(
    blobs.join("", "data", "logs", "p", "d", "e", "n", "0.log"),
    Buffer.from("<script>alert(1)</script>"),
  );
  await blobs.write(blobs.join("", "data", "secret.log"), Buffer.from("secret"));
  const page = await sendTo(url, { path: "/logs/p/d/e/n/0" });
  assert.equal([page.status, page.headers["content-type"]], [200, "text/plain; charset=utf-8"]);
  assert.is(page.headers["x-content-type-options"], "nosniff");
  for (const path of [
    "/logs/../secret",
    "/logs/%2e%2e/secret",
    "/logs/..%2fsecret/a/b/c/d",
    "/logs/p/d/e/n/..%2f..%2f..%2f..%2f..%2fsecret",
    "/logs/p/../../../secret",
    "/logs/p/d/e/../../../../../secret",
    "/logs/p/d/e/n/%00",
    "/logs/p/d/e/n/%ff",
    "/logs/p/d/e/n/0/..",
    "/logs/p/d/e//0",
    "/logs/",
  ]) {
    const { status, body } = await sendTo(url, { path });
    assert.is(status, 404, path);
    assert.not.match(String(body), "secret\n");
  }
});

attacks.after(() => emulator.close());

attacks.run();

// `grpc-status` of a unary call, wherever it is told.
async function statusOf(path: string, body: Uint8Array, headers: OutgoingHttpHeaders = {}): Promise<string> {
  const session = connectHttp2(url);
  try {
    return await new Promise<string>((resolve, reject) => {
      session.on("error", reject);
      const type = { "content-type": "application/grpc", te: "trailers" };
      const stream = session.request({ ":method": "POST", ":path": path, ...type, ...headers });
      const tell = (got: Record<string, unknown>) => {
        if (got["grpc-status"] !== undefined) resolve(String(got["grpc-status"]));
      };
      stream
        .on("response", tell)
        .on("trailers", tell)
        .on("error", reject)
        .on("close", () => reject(new Error("ended")));
      stream.resume().end(body);
    });
  } catch (error) {
    throw ConnectError.from(error);
  } finally {
    session.destroy();
  }
}

function raw(text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.once("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    socket.end(Buffer.from(text, "latin1"));
  });
}

// A message of CreateTask with a type that holds a type, and so on.
function nested(depth: number): Uint8Array {
  const field = (number: number, bytes: Uint8Array): Uint8Array =>
    Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
  const heads: Uint8Array[] = [];
  let length = 0;
  // LiteralType.collection_type is 3; the innermost comes first.
  for (let index = 0; index < depth; index++) {
    const head = Buffer.concat([varint((3 << 3) | 2), varint(length)]);
    heads.push(head);
    length += head.length;
  }
  const type = Buffer.concat(heads.reverse());
  const variable = field(1, type);
  const entry = Buffer.concat([field(1, Buffer.from("x")), field(2, variable)]);
  const inputs = field(1, entry);
  return field(2, field(1, field(5, field(1, inputs))));
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let left = value; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) | 128);
  }
}
