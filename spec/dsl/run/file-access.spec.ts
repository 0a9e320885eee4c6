import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestFile, fileAccess } from "../../../dsl/run/file-access.js";
import { folderBlobs, memoryBlobs } from "../../../lib/blobs/index.js";
import { rejects } from "../../support/expect.js";

const reaching = suite("dsl/run/file-access");

const folder = mkdtempSync(join(tmpdir(), "flytepath-"));
const server = createServer((request, answer) => {
  answer.writeHead(request.url === "/a.csv" ? 200 : 404).end("from the web");
});
reaching.before(() => new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening)));
reaching.after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const [own, other] = [folderBlobs(join(folder, "blobs")), memoryBlobs()];
const stores = { own, others: () => [other] };
const access = fileAccess(stores)("runs/r/n/0");
const text = async (uri: string) => Buffer.from(await access.read(uri)).toString();

reaching("what is written lies together, and is found again", async () => {
  const first = await access.write("model/a.json", Buffer.from("1"));
  const second = await access.write("model/deep/b.json", Buffer.from("2"));
  assert.match(first, /^file:.*\/blobs\/runs\/r\/n\/0\/model\/a\.json$/);
  assert.equal([await text(first), await text(second)], ["1", "2"]);
  assert.equal(await access.list(first.replace("/a.json", "")), [first, second]);
  assert.ok(first.startsWith(access.root!));
});

reaching("files of the backend, of this machine and of the web are reached", async () => {
  const uri = other.join("", "x", "b.txt");
  await other.write(uri, Buffer.from("there"));
  assert.is(await text(uri), "there");
  assert.equal(await access.list(other.join("", "x")), [uri]);
  const path = join(folder, "c.txt");
  writeFileSync(path, "here");
  assert.equal([await text(path), await text(pathToFileURL(path).href)], ["here", "here"]);
  const { port } = server.address() as AddressInfo;
  assert.is(await text(`http://127.0.0.1:${port}/a.csv`), "from the web");
  assert.match((await rejects(access.read(`http://127.0.0.1:${port}/b`), "BLOB_NOT_FOUND")).message, "/b");
});

reaching("what is nowhere is named", async () => {
  for (const uri of [join(folder, "none"), "s3://bucket/none", "memory://none"])
    assert.match((await rejects(access.read(uri), "BLOB_NOT_FOUND")).message, uri);
  assert.equal(await access.list("s3://bucket"), []);
});

reaching("the digest of a file is that of its content, of an address elsewhere that of its text", async () => {
  const one = await access.write("one", Buffer.from("same"));
  const two = other.join("", "two");
  await other.write(two, Buffer.from("same"));
  assert.is(await digestFile(stores, one), await digestFile(stores, two));
  const address = "https://example.invalid/a.csv";
  assert.is(await digestFile(stores, address), await digestFile(stores, address));
  assert.is.not(await digestFile(stores, address), await digestFile(stores, `${address}?`));
});

reaching.run();
