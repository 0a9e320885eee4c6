import {
  connect,
  createServer,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type Http2Server,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { telling } from "../../../emulator/server/tell-errors.js";
import { unary } from "../../../emulator/server/unary.js";
import { unaryMethods } from "../../../emulator/server/unary-methods.js";
import { TaskSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { ObjectGetRequestSchema } from "../../../lib/idl/gen/flyteidl/admin/common_pb.js";
import { IdentifierSchema } from "../../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";

const calls = suite("emulator/server/unary");

const most = 5000;
const routes = (router: ConnectRouter) =>
  void router.service(AdminService, {
    getTask({ id }, context) {
      const name = id?.name ?? "";
      if (name === "refused") {
        const details = [{ desc: IdentifierSchema, value: { name: "why" } }];
        throw new ConnectError("it is 100 % wrong: é\n", Code.FailedPrecondition, { "x-more": "told" }, details);
      }
      if (name === "broken") throw new Error("something is broken");
      if (name === "headers") {
        context.responseHeader.set("x-before", context.requestHeader.get("x-asked") ?? "");
        context.responseTrailer.set("x-after", context.url);
      }
      return { id: { name: name === "long" ? "x".repeat(3000) : name } };
    },
  });

const general = connectNodeAdapter({ routes: telling(routes), readMaxBytes: most });
let generally = 0;
const servers = {
  general: createServer(general),
  own: createServer(
    unary(unaryMethods(routes), most, (request, response) => {
      generally += 1;
      general(request, response);
    }),
  ),
};
calls.before(async () => {
  for (const server of Object.values(servers)) await new Promise<void>((open) => server.listen(0, "127.0.0.1", open));
});
calls.after(() => {
  for (const server of Object.values(servers)) server.close();
});

const type = { "content-type": "application/grpc" };
const message = (name: string) => toBinary(ObjectGetRequestSchema, create(ObjectGetRequestSchema, { id: { name } }));
const framed = (name: string) => encodeEnvelope(0, message(name));

const alike: Readonly<Record<string, readonly [Uint8Array, OutgoingHttpHeaders?]>> = {
  "an answer": [framed("a")],
  "an answer to +proto": [framed("a"), { "content-type": "application/grpc+proto" }],
  "a refusal with details and metadata": [framed("refused")],
  "an error of the service": [framed("broken")],
  "headers and trailers": [framed("headers"), { "x-asked": "this" }],
  "a long answer to a caller that takes gzip": [framed("long"), { "grpc-accept-encoding": "identity, deflate, gzip" }],
  "a short answer to a caller that takes gzip": [framed("a"), { "grpc-accept-encoding": "gzip" }],
  "a long answer to a caller that takes nothing": [framed("long")],
  "no message": [new Uint8Array()],
  "half a head": [framed("a").subarray(0, 3)],
  "half a message": [framed("a").subarray(0, 7)],
  "two messages": [Buffer.concat([framed("a"), framed("b")])],
  "a message that claims to be compressed": [encodeEnvelope(1, message("a"))],
  "a message that is none": [encodeEnvelope(0, new Uint8Array([255, 255, 255]))],
  "a message that is too long": [framed("y".repeat(2 * most))],
  "a timeout": [framed("a"), { "grpc-timeout": "5S" }],
};

const otherwise: Readonly<Record<string, readonly [Uint8Array, OutgoingHttpHeaders?]>> = {
  "a timeout that is none": [framed("a"), { "grpc-timeout": "soon" }],
  "a request in gzip": [encodeEnvelope(1, gzipSync(message("a"))), { "grpc-encoding": "gzip" }],
  "a request in an encoding that nobody knows": [encodeEnvelope(1, message("a")), { "grpc-encoding": "zstd" }],
  "a request in JSON": [
    encodeEnvelope(0, Buffer.from('{"id":{"name":"a"}}')),
    { "content-type": "application/grpc+json" },
  ],
};

for (const [what, [body, headers]] of Object.entries({ ...alike, ...otherwise })) {
  calls(`${what}: as in the general way`, async () => {
    const before = generally;
    const own = await ask(servers.own, body, headers);
    assert.equal(own, await ask(servers.general, body, headers));
    assert.is(generally - before, what in otherwise ? 1 : 0);
  });
}

calls("an answer carries the message", async () => {
  const { body } = await ask(servers.own, framed("a"));
  assert.equal(body, Buffer.from(encodeEnvelope(0, toBinary(TaskSchema, create(TaskSchema, { id: { name: "a" } })))));
});

calls.run();

// Statuses may come before or after the body: clients look at both.
async function ask(server: Http2Server, body: Uint8Array, headers: OutgoingHttpHeaders = {}) {
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const stream = session.request({
      ":method": "POST",
      ":path": "/flyteidl.service.AdminService/GetTask",
      ":authority": "localhost",
      ...type,
      ...headers,
    });
    const told: IncomingHttpHeaders = {};
    stream.on("response", (start) => void Object.assign(told, start));
    stream.on("trailers", (end) => void Object.assign(told, end));
    stream.end(body);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    const { date: _, ...rest } = told;
    return { told: { ...rest }, body: Buffer.concat(chunks) };
  } finally {
    session.destroy();
  }
}
