import { constants, createServer, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { create, toBinary } from "@bufbuild/protobuf";
import { ConnectError, createClient, type Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { encodeEnvelope } from "@connectrpc/connect/protocol";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { flyte } from "../../../lib/client/index.js";
import { TaskSchema } from "../../../lib/idl/gen/flyteidl/admin/task_pb.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";

const calls = suite("lib/client/unary");

const answer = encodeEnvelope(0, toBinary(TaskSchema, create(TaskSchema, { id: { name: "found" } })));
const start = { ":status": 200, "content-type": "application/grpc" };

function answering(stream: ServerHttp2Stream, body: Uint8Array, trailers?: Readonly<Record<string, string>>): void {
  stream.respond(start, { waitForTrailers: trailers !== undefined });
  stream.once("wantTrailers", () => stream.sendTrailers({ ...trailers }));
  stream.end(body);
}

const details = "CAUSA3doeRoA";
const ways: Readonly<Record<string, (stream: ServerHttp2Stream) => void>> = {
  "an answer": (stream) => answering(stream, answer, { "grpc-status": "0" }),
  "an answer of another subtype": (stream) => {
    stream.respond({ ...start, "content-type": "application/grpc+proto" }, { waitForTrailers: true });
    stream.once("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
    stream.end(answer);
  },
  "a refusal in the headers": (stream) =>
    stream.respond({ ...start, "grpc-status": "5", "grpc-message": "not%20here" }, { endStream: true }),
  "a refusal in the trailers": (stream) =>
    answering(stream, new Uint8Array(), { "grpc-status": "9", "grpc-message": "100%25", "x-more": "told" }),
  "a refusal with details": (stream) =>
    answering(stream, new Uint8Array(), { "grpc-status": "5", "grpc-status-details-bin": details }),
  "a refusal after a message": (stream) => answering(stream, answer, { "grpc-status": "13", "grpc-message": "no" }),
  "no status": (stream) => answering(stream, answer),
  "no message": (stream) => answering(stream, new Uint8Array(), { "grpc-status": "0" }),
  "two messages": (stream) => answering(stream, Buffer.concat([answer, answer]), { "grpc-status": "0" }),
  "half a message": (stream) => answering(stream, answer.subarray(0, 8), { "grpc-status": "0" }),
  "a page": (stream) => {
    stream.respond({ ":status": 200, "content-type": "text/html" });
    stream.end("<html>");
  },
  "a status of HTTP": (stream) => {
    stream.respond({ ":status": 503 });
    stream.end("busy");
  },
  "an encoding that was not asked for": (stream) => {
    stream.respond({ ...start, "grpc-encoding": "zstd" });
    stream.end(answer);
  },
  "a stream that is reset": (stream) => stream.close(constants.NGHTTP2_CANCEL),
  "a stream that is refused": (stream) => stream.close(constants.NGHTTP2_REFUSED_STREAM),
  "a stream that breaks": (stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
};

let way: (stream: ServerHttp2Stream) => void;
let asked = 0;
const server = createServer();
server.on("stream", (stream) => {
  asked += 1;
  stream.on("error", () => {});
  way(stream);
});
calls.before(() => new Promise<void>((open) => server.listen(0, "127.0.0.1", open)));
const sessions = new Set<ServerHttp2Session>();
server.on("session", (session) => void sessions.add(session));
calls.after(() => {
  server.close();
  for (const session of sessions) session.destroy();
});

for (const [what, does] of Object.entries(ways)) {
  calls(`${what}: as connect's own transport takes it`, async () => {
    way = does;
    await using backend = flyte(`grpc://${address()}`);
    assert.equal(
      await outcome(backend.transport),
      await outcome(createGrpcTransport({ baseUrl: `http://${address()}` })),
    );
  });
}

calls("a call that is given up ends its stream", async () => {
  await using backend = flyte(`grpc://${address()}`);
  const ended = new Promise((resolve) => {
    way = (stream) => {
      stream.once("close", () => resolve(stream.rstCode));
      controller.abort(new Error("enough"));
    };
  });
  const controller = new AbortController();
  const call = createClient(AdminService, backend.transport).getTask({}, { signal: controller.signal });
  const error = await failed(call);
  assert.match(error.message, "enough");
  assert.is(await ended, constants.NGHTTP2_CANCEL);
});

calls("a deadline is told to the server, and kept", async () => {
  await using backend = flyte(`grpc://${address()}`);
  let told: unknown;
  way = () => {};
  server.once("stream", (_stream, headers) => {
    told = headers["grpc-timeout"];
  });
  const call = createClient(AdminService, backend.transport).getTask({}, { timeoutMs: 20 });
  const error = await failed(call);
  assert.match(error.message, "deadline_exceeded");
  assert.is(told, "20m");
});

calls("after a connection that ends, a new one is opened", async () => {
  await using backend = flyte(`grpc://${address()}`);
  const before = asked;
  way = (stream) => stream.session?.destroy();
  await failed(createClient(AdminService, backend.transport).getTask({}));
  way = ways["an answer"]!;
  assert.equal(await outcome(backend.transport), { name: "found" });
  way = (stream) => {
    stream.session?.close();
    ways["an answer"]!(stream);
  };
  for (let call = 0; call < 3; call += 1) assert.equal(await outcome(backend.transport), { name: "found" });
  assert.is(asked - before, 5);
});

calls.run();

async function outcome(transport: Transport) {
  try {
    const { id } = await createClient(AdminService, transport).getTask({});
    return { name: id?.name };
  } catch (error) {
    const { code, rawMessage, details: more, metadata } = ConnectError.from(error);
    return { code, rawMessage, more, told: metadata.get("x-more") };
  }
}

async function failed(call: Promise<unknown>): Promise<ConnectError> {
  return (await call.then(
    () => assert.unreachable(),
    (error: unknown) => ConnectError.from(error),
  )) as ConnectError;
}

function address(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
