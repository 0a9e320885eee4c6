import { readFileSync } from "node:fs";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { callAdmin } from "../../../lib/client/call/admin.js";
import { flyte } from "../../../lib/client/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { rejects } from "../../support/expect.js";
import { repository } from "../../support/sources.js";

const secure = suite("lib/client/grpc-transport");

const golden = (name: string) => join(repository, "spec", "golden", "tls", name);
let server: Http2SecureServer;
secure.before(async () => {
  const routes = connectNodeAdapter({
    routes: ({ service }) =>
      void service(AdminService, { getVersion: () => ({ controlPlaneVersion: { Version: "v1" } }) }),
  });
  server = createSecureServer({ key: readFileSync(golden("key.pem")), cert: readFileSync(golden("cert.pem")) }, routes);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
});
secure.after(() => void server.close());

secure("TLS is spoken with a server whose authority is given", async () => {
  assert.is(await version(`?ca=${encodeURIComponent(golden("cert.pem"))}`), "v1");
});

secure("TLS is spoken with any server when that is asked for", async () => {
  assert.is(await version("?insecureSkipVerify=true"), "v1");
});

secure("a server whose certificate is not trusted is not spoken to", async () => {
  const error = await rejects(version(""), "BACKEND_UNREACHABLE");
  assert.match(error.message, "certificate is not trusted");
  assert.match(error.hint!, "insecureSkipVerify=true");
});

secure("a plain address of a TLS server leads to the right one", async () => {
  await using backend = flyte(`grpc://${address()}`);
  const asked = callAdmin(backend, { doing: "ask" }, (admin, options) => admin.getVersion({}, options));
  assert.match((await rejects(asked, "BACKEND_UNREACHABLE")).hint!, "grpcs://");
});

secure.run();

async function version(query: string): Promise<string | undefined> {
  await using backend = flyte(`grpcs://${address()}${query}`);
  const answer = await callAdmin(backend, { doing: "ask" }, (admin, options) => admin.getVersion({}, options));
  return answer.controlPlaneVersion?.Version;
}

function address(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
