import { connect } from "node:net";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { IdentityService } from "../../../lib/idl/gen/flyteidl/service/identity_pb.js";
import { rejects } from "../../support/expect.js";

const listening = suite("emulator/server/listen");

const emulator = createEmulator();
const opened = await emulator.listen({ port: 0 });
const baseUrl = opened.url;

const transports = {
  "gRPC over cleartext HTTP/2": createGrpcTransport({ baseUrl }),
  "gRPC-web over HTTP/1.1": createGrpcWebTransport({ baseUrl, httpVersion: "1.1" }),
  "Connect over HTTP/1.1": createConnectTransport({ baseUrl, httpVersion: "1.1" }),
  "gRPC in memory": emulator.backend.transport,
};

for (const [name, transport] of Object.entries(transports)) {
  listening(`one emulator answers ${name}`, async () => {
    const { domains } = await createClient(AdminService, transport).getDomains({});
    assert.equal(
      domains.map(({ id }) => id),
      ["development", "staging", "production"],
    );
  });

  listening(`an RPC that is refused answers with its code and text: ${name}`, async () => {
    const call = createClient(AdminService, transport).getExecution({});
    await call.then(
      () => assert.unreachable(),
      (error) => assert.match(String(error), /invalid_argument.*missing id/),
    );
  });
}

listening("a service that is not offered answers UNIMPLEMENTED with its name", async () => {
  const client = createClient(IdentityService, transports["gRPC over cleartext HTTP/2"]);
  await client.userInfo({}).then(
    () => assert.unreachable(),
    (error) => assert.match(String(error), /unimplemented.*unknown service flyteidl\.service\.IdentityService/),
  );
});

listening("a plain request that nobody knows answers 404", async () => {
  const { status } = await fetch(`${baseUrl}/nothing/here`);
  assert.is(status, 404);
});

listening("a taken port is reported with the port", async () => {
  const port = Number(new URL(baseUrl).port);
  const error = await rejects(emulator.listen({ port }), "EMULATOR_PORT_TAKEN");
  assert.match(error.message, String(port));
});

listening("closing ends open connections and frees the port", async () => {
  const other = await emulator.listen({ port: 0 });
  const port = Number(new URL(other.url).port);
  const socket = connect(port, "127.0.0.1");
  const ended = new Promise((resolve) => socket.once("close", resolve));
  await new Promise((resolve) => socket.once("connect", resolve));
  await other.close();
  await ended;
  const again = await emulator.listen({ port });
  await again.close();
});

listening.after(() => opened.close());

listening.run();
