import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { DataProxyService } from "../../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { rejects } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

const secure = suite("emulator/server/tls");

const folder = join(repository, "spec", "golden", "tls");
const tls = { cert: join(folder, "cert.pem"), key: join(folder, "key.pem") };
const ca = readFileSync(tls.cert);
const emulator = createEmulator();
const { url: baseUrl } = await emulator.listen({ port: 0, tls });
const nodeOptions = { ca };
const scratch = mkdtempSync(join(tmpdir(), "flytepath-tls-"));

const transports = {
  "gRPC over HTTP/2": createGrpcTransport({ baseUrl, nodeOptions }),
  "gRPC-web over HTTP/1.1": createGrpcWebTransport({ baseUrl, nodeOptions, httpVersion: "1.1" }),
  "Connect over HTTP/1.1": createConnectTransport({ baseUrl, nodeOptions, httpVersion: "1.1" }),
  "Connect over HTTP/2": createConnectTransport({ baseUrl, nodeOptions, httpVersion: "2" }),
};

for (const [name, transport] of Object.entries(transports)) {
  secure(`one port with TLS answers ${name}`, async () => {
    const { domains } = await createClient(AdminService, transport).getDomains({});
    assert.is(domains.length, 3);
  });
}

secure("its address says that it is encrypted", () => assert.match(baseUrl, /^https:/));

secure("plain HTTP is answered inside TLS", async () => {
  assert.is(await statusOf("/api/v1/domains"), 200);
});

secure("signed addresses lead back through TLS", async () => {
  const proxy = createClient(DataProxyService, transports["gRPC over HTTP/2"]);
  const where = { project: "flytesnacks", domain: "development", filename: "f", filenameRoot: "folder" };
  const { signedUrl } = await proxy.createUploadLocation(where);
  assert.is(new URL(signedUrl).origin, baseUrl);
  assert.is(await statusOf(signedUrl.slice(baseUrl.length), "PUT"), 200);
});

secure("a file that is no certificate, no key, of another pair or missing is named", async () => {
  const none = join(scratch, "none.pem");
  const text = join(scratch, "text.pem");
  writeFileSync(text, "hello");
  const told = async (files: typeof tls, file: string) => {
    const error = await rejects(emulator.listen({ port: 0, tls: files }), "EMULATOR_TLS_FILE_UNFIT");
    assert.match(error.message, file);
  };
  await told({ ...tls, cert: none }, none);
  await told({ ...tls, key: none }, none);
  await told({ ...tls, cert: text }, text);
  await told({ ...tls, key: text }, text);
  await told({ cert: tls.key, key: tls.key }, tls.key);
  await told({ cert: tls.cert, key: tls.cert }, tls.cert);
});

secure.after(async () => {
  rmSync(scratch, { recursive: true });
  await emulator.close();
});

secure.run();

function statusOf(path: string, method = "GET"): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${baseUrl}${path}`, { ca, method, agent: false }, (answer) => {
      answer.resume().on("end", () => resolve(answer.statusCode));
    });
    sent.on("error", reject).end();
  });
}
