import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRouterTransport } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { proxyBlobs } from "../../../../lib/client/index.js";
import { DataProxyService } from "../../../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { rejects } from "../../../support/expect.js";

const blobs = suite("lib/client/blobs/proxy-blobs");

const kept = new Map<string, { body: Buffer; headers: IncomingHttpHeaders }>();
const server = createServer(async (request, answer) => {
  const path = request.url!;
  if (request.method === "PUT") {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    kept.set(path, { body: Buffer.concat(chunks), headers: request.headers });
    answer.writeHead(path.includes("forbidden") ? 403 : 200).end();
  } else {
    const found = kept.get(path);
    answer.writeHead(found === undefined ? 404 : 200).end(found?.body);
  }
});
blobs.before(() => new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening)));
blobs.after(() => void server.close());

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const transport = createRouterTransport(({ service }) => {
  service(DataProxyService, {
    createUploadLocation: ({ project, domain, filename }) => ({
      signedUrl: `${address()}/${project}/${domain}/${filename}`,
      nativeUrl: `s3://bucket/${project}/${domain}/${filename}`,
      headers: { "Content-Length": "24", "x-amz-meta-md5": "yes" },
    }),
    createDownloadLocation: ({ nativeUrl }) => ({ signedUrl: nativeUrl.replace("s3://bucket", address()) }),
  });
});
const store = proxyBlobs(transport, { project: "p", domain: "d" });

blobs("what is put can be read at the address that Flyte chose", async () => {
  const bytes = Buffer.from("hello");
  const uri = await store.put!("greeting.txt", bytes);
  assert.is(uri, "s3://bucket/p/d/greeting.txt");
  const { headers } = kept.get("/p/d/greeting.txt")!;
  assert.is(headers["content-md5"], createHash("md5").update(bytes).digest("base64"));
  assert.is(headers["x-amz-meta-md5"], "yes");
  assert.is(headers["content-length"], "5");
  assert.equal(Buffer.from(await store.read(uri)), bytes);
  assert.ok(await store.exists(uri));
  assert.not.ok(await store.exists("s3://bucket/nothing"));
});

blobs("a file that is not there says so", async () => {
  assert.match((await rejects(store.read("s3://bucket/nothing"), "BACKEND_TRANSFER_FAILED")).message, "404");
});

blobs("an upload that the store refuses says so", async () => {
  const error = await rejects(store.put!("forbidden", new Uint8Array()), "BACKEND_TRANSFER_FAILED");
  assert.match(error.message, "403");
});

blobs("files of this machine are read directly", async () => {
  const folder = mkdtempSync(join(tmpdir(), "flytepath-"));
  const file = join(folder, "a.txt");
  writeFileSync(file, "a");
  assert.is(Buffer.from(await store.read(file)).toString(), "a");
  assert.is(Buffer.from(await store.read(pathToFileURL(file).href)).toString(), "a");
  assert.equal(await store.list(folder), [file]);
  rmSync(folder, { recursive: true });
  assert.not.ok(await store.exists(file));
});

blobs("the parts of a table are found, since their names are known", async () => {
  for (const part of ["00000", "00001", "00003"])
    kept.set(`/p/d/table/${part}`, { body: Buffer.from(part), headers: {} });
  const parts = await store.list("s3://bucket/p/d/table");
  assert.equal(parts, ["s3://bucket/p/d/table/00000", "s3://bucket/p/d/table/00001"]);
});

blobs("what Flyte's API cannot do is refused by name", async () => {
  const uri = "s3://bucket/x";
  for (const [work, doing] of [
    [store.write(uri, new Uint8Array()), "write"],
    [store.delete(uri), "delete"],
    [store.list(uri), "list"],
  ] as const)
    assert.match((await rejects(work, "BACKEND_TRANSFER_FAILED")).message, `cannot ${doing} ${uri}`);
});

blobs.run();
