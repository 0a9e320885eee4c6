import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type BlobStore, digestOf, folderBlobs, memoryBlobs } from "../../../lib/blobs/index.js";
import { rejects, throws } from "../../support/expect.js";

const blobs = suite("lib/blobs");
const folder = await mkdtemp(join(tmpdir(), "flytepath-blobs-"));
let count = 0;

const fresh = () => {
  count += 1;
  return join(folder, String(count));
};
const stores: Readonly<Record<string, () => BlobStore>> = {
  memory: memoryBlobs,
  folder: () => folderBlobs(fresh()),
  "folder with plain paths": () => folderBlobs(fresh(), { uris: "path" }),
};
const bytes = (text: string) => new TextEncoder().encode(text);

for (const [name, open] of Object.entries(stores)) {
  blobs(`${name}: what is written is read, listed, replaced and deleted`, async () => {
    const store = open();
    const uri = store.join("", "runs", "a b/ü%20.bin");
    assert.is(await store.exists(uri), false);
    await store.write(uri, bytes("one"));
    await store.write(uri, bytes("two"));
    assert.equal(await store.read(uri), bytes("two"));
    assert.is(await store.exists(uri), true);
    assert.equal(await store.list(store.join("", "runs")), [uri]);
    await store.delete(uri);
    await store.delete(uri);
    await rejects(store.read(uri), "BLOB_NOT_FOUND");
    assert.equal(await store.list(store.join("", "runs")), []);
  });

  blobs(`${name}: a prefix is a folder, and the list is in order`, async () => {
    const store = open();
    const at = (...parts: string[]) => store.join("", ...parts);
    for (const part of ["a/2", "a/10", "ab/1", "b", "a/sub/1"]) await store.write(at(part), bytes(part));
    assert.equal(await store.list(at("a")), [at("a/10"), at("a/2"), at("a/sub/1")]);
    assert.equal(await store.list(at("nothing")), []);
    assert.is(await store.exists(at("a")), false);
    await rejects(store.read(at("a")), "BLOB_NOT_FOUND");
  });

  blobs(`${name}: bytes are those of the moment they were written`, async () => {
    const store = open();
    const uri = store.join("", "x");
    const mine = bytes("one");
    await store.write(uri, mine);
    mine[0] = 0;
    const read = await store.read(uri);
    read[1] = 0;
    assert.equal(await store.read(uri), bytes("one"));
  });

  blobs(`${name}: names that lead elsewhere are refused`, () => {
    const store = open();
    for (const part of ["..", "a/../b", "", "a//b", ".", "a\\b", "a\0"]) {
      throws(() => store.join("", part), "BLOB_NAME_REFUSED");
    }
  });

  blobs(`${name}: equal content has an equal digest, a folder by its names too`, async () => {
    const store = open();
    const at = (...parts: string[]) => store.join("", ...parts);
    for (const part of ["a/x", "a/y/z", "b/x", "b/y/z", "c/x", "c/z"])
      await store.write(at(part), bytes(part.slice(1)));
    assert.is(await digestOf(store, at("a")), await digestOf(store, at("b")));
    assert.is.not(await digestOf(store, at("a")), await digestOf(store, at("c")));
    assert.match(await digestOf(store, at("a", "x")), /^[0-9a-f]{64}$/);
    await rejects(digestOf(store, at("d")), "BLOB_NOT_FOUND");
  });
}

blobs("a link that leads out of a folder's store is not followed, one inside it is", async () => {
  const at = fresh();
  const store = folderBlobs(at, { uris: "path" });
  await store.write(store.join("", "a"), bytes("a"));
  await symlink(folder, join(at, "out"));
  await symlink(join(at, "a"), join(at, "b"));
  await writeFile(join(folder, "secret"), "secret");
  for (const uri of [join(at, "out", "secret"), join(at, "out", "new", "file")]) {
    await rejects(store.write(uri, bytes("x")), "BLOB_OUTSIDE_STORE");
  }
  await rejects(store.read(join(at, "out", "secret")), "BLOB_OUTSIDE_STORE");
  await rejects(store.exists(join(at, "out", "secret")), "BLOB_OUTSIDE_STORE");
  assert.is((await readdir(folder)).includes("new"), false);
  assert.equal(await store.read(join(at, "b")), bytes("a"));
  const linked = fresh();
  await symlink(at, linked);
  const other = folderBlobs(linked, { uris: "path" });
  await other.write(other.join("", "c"), bytes("c"));
  assert.equal(await store.read(join(at, "c")), bytes("c"));
});

blobs("a folder's store gives the form of uris that it is told to", () => {
  assert.is(folderBlobs("/data").join("", "a b"), "file:///data/a%20b");
  assert.is(folderBlobs("/data", { uris: "path" }).join("", "a b"), "/data/a b");
});

blobs("what lies outside of a store is out of its reach", async () => {
  const store = folderBlobs(fresh());
  const root = store.join("", "x").replace(/\/x$/, "");
  const outside = [
    "/etc/passwd",
    `${root}/../x`,
    `${root}/%2e%2e/x`,
    `${root}/a%2Fb`,
    "s3://b/k",
    `${root}x/y`,
    "x",
    "",
  ];
  for (const uri of outside) {
    await rejects(store.read(uri), "BLOB_OUTSIDE_STORE");
    await rejects(store.write(uri, bytes("")), "BLOB_OUTSIDE_STORE");
    await rejects(store.list(uri), "BLOB_OUTSIDE_STORE");
  }
  await rejects(store.write(root, bytes("")), "BLOB_OUTSIDE_STORE");
  await rejects(memoryBlobs().write("s3://b/k", bytes("")), "BLOB_OUTSIDE_STORE");
});

blobs("a failed write leaves nothing behind", async () => {
  const path = fresh();
  const store = folderBlobs(path);
  await store.write(store.join("", "taken"), bytes("x"));
  await rejects(store.write(store.join("", "taken", "below"), bytes("y")), "BLOB_UNWRITABLE");
  await rejects(store.write(store.join("", "x".repeat(300)), bytes("y")), "BLOB_UNWRITABLE");
  assert.equal(await readdir(join(path, ".partial")), []);
  assert.equal(await store.list(store.join("", "taken").replace(/\/taken$/, "")), [store.join("", "taken")]);
});

blobs("a folder that cannot be made says so", async () => {
  const path = fresh();
  await writeFile(path, "a file in its place");
  const store = folderBlobs(path);
  await rejects(store.write(store.join("", "x"), bytes("y")), "BLOB_UNWRITABLE");
});

blobs("a name that the disk refuses is told as such", async () => {
  const store = folderBlobs(fresh());
  await store.write(store.join("", "x"), bytes("y"));
  await rejects(store.read(store.join("", "y".repeat(300))), "BLOB_UNREADABLE");
});

blobs("many writers of one object leave it whole", async () => {
  const store = folderBlobs(fresh());
  const uri = store.join("", "x");
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000));
  await Promise.all(texts.map((text) => store.write(uri, bytes(text))));
  assert.ok(texts.includes(new TextDecoder().decode(await store.read(uri))));
});

blobs.after(() => rm(folder, { recursive: true }));
blobs.run();
