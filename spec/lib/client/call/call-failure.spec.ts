import { createServer, type Server } from "node:http";
import { createServer as createServer2, type Http2Server } from "node:http2";
import { type AddressInfo, createServer as createTcp } from "node:net";
import { Code, ConnectError } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { callAdmin } from "../../../../lib/client/call/admin.js";
import { callFailure, isTransient } from "../../../../lib/client/call/call-failure.js";
import { flyte } from "../../../../lib/client/index.js";
import { BackendError } from "../../../../lib/errors/index.js";
import { rejects } from "../../../support/expect.js";

const calling = suite("lib/client/call/call-failure");

const statuses = {
  CANCELLED: "BACKEND_FAILED",
  UNKNOWN: "BACKEND_FAILED",
  INVALID_ARGUMENT: "BACKEND_REFUSED",
  DEADLINE_EXCEEDED: "BACKEND_TIMEOUT",
  NOT_FOUND: "BACKEND_REFUSED",
  ALREADY_EXISTS: "BACKEND_REFUSED",
  PERMISSION_DENIED: "BACKEND_FORBIDDEN",
  RESOURCE_EXHAUSTED: "BACKEND_BUSY",
  FAILED_PRECONDITION: "BACKEND_REFUSED",
  ABORTED: "BACKEND_FAILED",
  OUT_OF_RANGE: "BACKEND_REFUSED",
  UNIMPLEMENTED: "BACKEND_NOT_FLYTE",
  INTERNAL: "BACKEND_FAILED",
  UNAVAILABLE: "BACKEND_UNREACHABLE",
  DATA_LOSS: "BACKEND_FAILED",
  UNAUTHENTICATED: "BACKEND_UNAUTHENTICATED",
};
for (const [index, [status, code]] of Object.entries(statuses).entries())
  calling(`${status} is ${code}`, () => {
    const error = callFailure(new ConnectError("why", (index + 1) as Code), { backend: "b", doing: "ask" });
    assert.instance(error, BackendError);
    assert.is(error.code, code);
    assert.is(error.grpcCode, status);
  });

calling("only what passes by itself is worth another try", () => {
  const transient = (code: Code) =>
    isTransient(callFailure(new ConnectError("", code), { backend: "b", doing: "ask" }));
  assert.ok([Code.Unavailable, Code.ResourceExhausted, Code.DeadlineExceeded].every(transient));
  assert.not.ok([Code.NotFound, Code.Internal, Code.Unimplemented, Code.Unauthenticated].some(transient));
});

const servers: (Server | Http2Server)[] = [];
calling.after(() => {
  for (const server of servers) server.close();
});

calling("an endpoint where nothing listens cannot be reached", async () => {
  const free = await port(createServer());
  servers.pop()!.close();
  const error = await version(`grpc://127.0.0.1:${free}`, "BACKEND_UNREACHABLE");
  assert.match(error.message, "ECONNREFUSED");
  assert.match(error.hint!, "emulator start");
});

calling("a web server of HTTP/1 is not Flyte", async () => {
  const page = createServer((_, answer) => answer.end("<html>"));
  assert.match((await version(`grpc://127.0.0.1:${await port(page)}`, "BACKEND_NOT_FLYTE")).message, "HTTP/2");
});

calling("a web server of HTTP/2 is not Flyte", async () => {
  const page = createServer2((_, answer) => void answer.writeHead(200, { "content-type": "text/html" }).end("<html>"));
  assert.match((await version(`grpc://127.0.0.1:${await port(page)}`, "BACKEND_NOT_FLYTE")).message, "text/html");
  const none = createServer2((_, answer) => answer.writeHead(404).end());
  assert.match((await version(`grpc://127.0.0.1:${await port(none)}`, "BACKEND_NOT_FLYTE")).message, "404");
});

calling("another gRPC service is not Flyte", async () => {
  const other = createServer2((_, answer) =>
    answer.writeHead(200, { "content-type": "application/grpc", "grpc-status": "12" }).end(),
  );
  await version(`grpc://127.0.0.1:${await port(other)}`, "BACKEND_NOT_FLYTE");
});

calling("TLS to a port without it says so", async () => {
  const page = createServer((_, answer) => answer.end());
  assert.match((await version(`grpcs://127.0.0.1:${await port(page)}`, "BACKEND_NOT_FLYTE")).message, "no TLS");
});

calling("a connection that breaks is not reached", async () => {
  const rude = createTcp((socket) => socket.destroy());
  servers.push(rude as unknown as Server);
  await new Promise<void>((listening) => rude.listen(0, "127.0.0.1", listening));
  await version(`grpc://127.0.0.1:${(rude.address() as AddressInfo).port}`, "BACKEND_UNREACHABLE");
});

calling("a signal that fires ends the call with its reason", async () => {
  const reason = new Error("enough");
  await using backend = flyte("grpc://127.0.0.1:1");
  const aims = { doing: "ask for the version", signal: AbortSignal.abort(reason) };
  try {
    await callAdmin(backend, aims, (admin, options) => admin.getVersion({}, options));
    assert.unreachable();
  } catch (error) {
    assert.is(error, reason);
  }
});

calling.run();

async function version(address: string, code: string) {
  await using backend = flyte(address);
  const aims = { doing: "ask for the version" };
  return await rejects(
    callAdmin(backend, aims, (admin, options) => admin.getVersion({}, options)),
    code,
  );
}

async function port(server: Server | Http2Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return (server.address() as AddressInfo).port;
}
