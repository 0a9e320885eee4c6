import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator, type Emulator, openEmulator } from "../../../emulator/index.js";
import { signedUrls } from "../../../emulator/services/index.js";
import { folderBlobs } from "../../../lib/blobs/index.js";
import { DataProxyService } from "../../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { type Received, type Sent, sendTo } from "../../support/plain-http.js";

const objects = suite("emulator/server/objects");

const scratch = mkdtempSync(join(tmpdir(), "flytepath-objects-"));
const stored = join(scratch, "blobs");
let time = 1_700_000_000_250;
const clock = { now: () => time, sleep: async () => {} };

function opened(): Emulator {
  const blobs = folderBlobs(stored, { uris: "path" });
  return openEmulator({ blobs, database: join(scratch, "emulator.db"), clock });
}

const emulator = opened();
const { url } = await emulator.listen({ port: 0 });
const proxy = proxyOf(emulator);
const place = { project: "flytesnacks", domain: "development", filenameRoot: "folder" };

objects("an upload is read back whole, its digest told", async () => {
  const { upload, download } = await signed("whole.bin");
  assert.is((await send({ ...upload, body: "0123456789" })).status, 200);
  const got = await send(download);
  assert.equal([got.status, String(got.body), got.headers["content-length"]], [200, "0123456789", "10"]);
  assert.is(got.headers.etag, `"${createHash("md5").update("0123456789").digest("hex")}"`);
  const head = await send({ ...download, method: "HEAD" });
  assert.equal([head.status, String(head.body), head.headers["content-length"]], [200, "", "10"]);
  assert.is(head.headers.etag, got.headers.etag);
});

const ranges: Readonly<Record<string, readonly [number, string, string?]>> = {
  "bytes=0-3": [206, "0123", "bytes 0-3/10"],
  "bytes=4-": [206, "456789", "bytes 4-9/10"],
  "bytes=-3": [206, "789", "bytes 7-9/10"],
  "bytes=8-99": [206, "89", "bytes 8-9/10"],
  "bytes=-99": [206, "0123456789", "bytes 0-9/10"],
  "bytes=10-": [416, "", "bytes */10"],
  "bytes=-0": [416, "", "bytes */10"],
  "bytes=3-1": [200, "0123456789"],
  "bytes=0-1,4-5": [200, "0123456789"],
  "lines=0-1": [200, "0123456789"],
  "bytes=-": [200, "0123456789"],
};

for (const [range, [status, body, told]] of Object.entries(ranges)) {
  objects(`a part of a file: ${range} is ${status}`, async () => {
    const { upload, download } = await signed(`of-${Object.keys(ranges).indexOf(range)}.bin`);
    await send({ ...upload, body: "0123456789" });
    const got = await send({ ...download, headers: { range } });
    assert.is(got.status, status);
    assert.is(got.headers["content-range"], told);
    if (status !== 416) assert.is(String(got.body), body);
  });
}

objects("a part of a file that has changed since is the whole of it", async () => {
  const { upload, download } = await signed("range.bin");
  await send({ ...upload, body: "0123456789" });
  const got = await send({ ...download, headers: { range: "bytes=0-1", "if-range": '"another"' } });
  assert.equal([got.status, got.body.length], [200, 10]);
});

objects("an address says its span in whole seconds, not less than was promised", async () => {
  for (const nanos of [0, 1_000_000, 500_000_000, 999_999_999]) {
    const expiresIn = { seconds: 60n, nanos };
    const told = await proxy.createUploadLocation({ ...place, filename: "span", expiresIn });
    const { searchParams } = new URL(told.signedUrl);
    assert.match(searchParams.get("X-Amz-Expires")!, /^6[01]$|^62$/);
    const date = searchParams.get("X-Amz-Date")!.replace(/(....)(..)(..T..)(..)(..Z)/, "$1-$2-$3:$4:$5");
    const end = Date.parse(date) + Number(searchParams.get("X-Amz-Expires")) * 1000;
    const promised = Number(told.expiresAt!.seconds) * 1000 + told.expiresAt!.nanos / 1e6;
    assert.ok(end >= promised && end < promised + 1000, `${end} ${promised}`);
  }
});

objects("an address ends at its time, and says so", async () => {
  const { upload } = await signed("late", 60n);
  const from = time;
  time = from + 60_000;
  assert.is((await send({ ...upload, body: "x" })).status, 200);
  time = from + 61_000;
  const late = await send({ ...upload, body: "y" });
  assert.equal([late.status, String(late.body)], [403, "the address has expired\n"]);
  time = from;
});

objects("nothing of an address may be changed", async () => {
  const { upload, download } = await signed("sealed");
  await send({ ...upload, body: "x" });
  const changed = [
    download.path.replace("sealed", "sealer"),
    download.path.replace(/Expires=\d+/, "Expires=99999"),
    download.path.replace(/Expires=\d+/, "Expires=1e9"),
    download.path.replace(/X-Amz-Date=\w+/, "X-Amz-Date=20991231T000000Z"),
    download.path.replace(/Signature=\w/, "Signature=g"),
    download.path.replace(/&X-Amz-Signature=\w+/, ""),
    download.path.replace(/SignedHeaders=\w+/, "SignedHeaders=content-md5%3Bhost"),
    download.path.replace(/\?.*/, ""),
  ];
  for (const path of changed) assert.is((await send({ path })).status, 403, path);
  assert.is((await send({ ...download, method: "PUT", body: "stolen" })).status, 403);
  assert.is((await send({ ...upload, method: "GET" })).status, 403);
  for (const method of ["DELETE", "POST", "PATCH"]) assert.is((await send({ ...download, method })).status, 405);
  assert.is(String((await send(download)).body), "x");
});

objects("bytes of another digest than was signed or said are refused, and nothing is kept", async () => {
  const md5 = (text: string) => createHash("md5").update(text).digest();
  const filename = "digest";
  const { signedUrl, nativeUrl } = await proxy.createUploadLocation({ ...place, filename, contentMd5: md5("right") });
  const path = pathOf(signedUrl);
  const put = (body: string, said?: string) =>
    send({ method: "PUT", path, body, ...(said !== undefined && { headers: { "content-md5": said } }) });
  assert.is((await put("right")).status, 403);
  assert.is((await put("right", md5("wrong").toString("base64"))).status, 403);
  const refused = await put("wrong", md5("right").toString("base64"));
  assert.is(refused.status, 400);
  assert.match(String(refused.body), md5("wrong").toString("base64"));
  assert.is(await emulator.backend.blobs.exists(nativeUrl), false);
  assert.is((await put("right", md5("right").toString("base64"))).status, 200);
  const { upload } = await signed("free");
  const said = { "content-md5": md5("a").toString("base64") };
  assert.is((await send({ ...upload, body: "b", headers: said })).status, 400);
});

objects("a name of any letters is one file, by its own name", async () => {
  for (const name of ["é日本 %20+&=#?.txt", "e\u0301", "..%2f..%2fsecret", "%2e%2e", "a:b*|<>\"'", "~", ". ."]) {
    const { upload, download, nativeUrl } = await signed(name);
    assert.is((await send({ ...upload, body: name })).status, 200, name);
    assert.is(String((await send(download)).body), name);
    assert.is(readFileSync(nativeUrl, "utf8"), name);
    assert.ok(nativeUrl.startsWith(join(stored, "data", "flytesnacks", "development", "folder")), nativeUrl);
  }
});

objects("names that lead elsewhere get no address to put files", async () => {
  for (const name of ["../../../../etc/passwd", "../../../x", "../../../../data2/x", "a\0b", "a\\..\\b"]) {
    assert.is(await refusal(proxy.createUploadLocation({ ...place, filename: name })), "InvalidArgument", name);
    const filenameRoot = name.replace("../", "");
    const inRoot = proxy.createUploadLocation({ ...place, filename: "x", filenameRoot });
    assert.is(await refusal(inRoot), "InvalidArgument", filenameRoot);
  }
});

objects("what lies elsewhere gets no address to get it", async () => {
  writeFileSync(join(scratch, "secret"), "secret");
  const data = join(stored, "data");
  for (const nativeUrl of [
    "/etc/passwd",
    join(scratch, "secret"),
    join(scratch, "emulator.db"),
    `${data}/../../secret`,
    `${data}/a/../../../secret`,
    `${data}/./x`,
    `${data}2/x`,
    `${data}//x`,
    data,
    `file://${data}/x`,
    "s3://bucket/x",
    "",
  ]) {
    assert.is(await refusal(proxy.createDownloadLocation({ nativeUrl })), "Internal", nativeUrl);
  }
});

objects("in addresses of files, dots lead elsewhere even where they are encoded", () => {
  const { sign } = signedUrls("file:///data", new Uint8Array(32));
  const to = (uri: string) => () => sign({ method: "GET", uri, expires: time + 1000 }, time);
  assert.match(to("file:///data/a%2e%2e/b")(), "/data/data/a%252e%252e/b?");
  for (const name of ["%2e%2e/secret", "%2E./x", ".%2e/x", "%2e/x", "a/../../x"])
    assert.throws(to(`file:///data/${name}`));
});

objects("a path that leads elsewhere is refused, however it is written", async () => {
  const { download } = await signed("here");
  const [, query = ""] = download.path.split("?");
  const data = `/data${stored}/data`;
  for (const path of [
    `${data}/../../secret`,
    `${data}/%2e%2e/%2e%2e/secret`,
    `${data}/..%2f..%2fsecret`,
    `${data}/..%2F..%2Fsecret`,
    `${data}/..%252f..%252fsecret`,
    `${data}/..%5c..%5csecret`,
    `${data}/\\..\\..\\secret`,
    `${data}/%c0%ae%c0%ae/secret`,
    `${data}/%ff`,
    `${data}/%`,
    `${data}/a%00b`,
    `${data}/`,
    `${data}`,
    `/data${scratch}/secret`,
    "/data/etc/passwd",
    "/data//etc/passwd",
    "/data/",
    "/data/..",
  ]) {
    const { status, body } = await send({ path: `${path}?${query}` });
    assert.ok([307, 308, 400, 403, 404].includes(status), `${path} ${status}`);
    assert.not.match(String(body), "secret\n");
  }
});

objects("a link that leads out of the storage is not followed, to get or to put", async () => {
  const folder = join(stored, "data", "flytesnacks", "development", "folder");
  mkdirSync(folder, { recursive: true });
  const outside = join(scratch, "outside");
  mkdirSync(outside, { recursive: true });
  writeFileSync(join(outside, "secret"), "secret");
  symlinkSync(join(outside, "secret"), join(folder, "link"));
  symlinkSync(outside, join(folder, "out"));
  symlinkSync("/", join(folder, "top"));
  for (const name of ["link", "out/secret", "top/etc/passwd"]) {
    const { signedUrl } = await proxy.createDownloadLocation({ nativeUrl: join(folder, name) });
    assert.is((await send({ path: pathOf(signedUrl) })).status, 403, name);
  }
  const { upload } = await signed("out/mine");
  assert.is((await send({ ...upload, body: "x" })).status, 403);
  assert.equal(readdirSync(outside), ["secret"]);
  const { upload: over, nativeUrl } = await signed("link2");
  symlinkSync(join(outside, "secret"), nativeUrl);
  assert.is((await send({ ...over, body: "x" })).status, 200);
  assert.is(readFileSync(join(outside, "secret"), "utf8"), "secret");
});

objects("a link inside the storage may be followed", async () => {
  const { upload, nativeUrl } = await signed("target");
  await send({ ...upload, body: "inside" });
  symlinkSync(nativeUrl, `${nativeUrl}-link`);
  const { signedUrl } = await proxy.createDownloadLocation({ nativeUrl: `${nativeUrl}-link` });
  assert.is(String((await send({ path: pathOf(signedUrl) })).body), "inside");
});

const lengths: Readonly<Record<string, string>> = {
  "is shorter than it says": "content-length: 100\r\n\r\nhalf",
  "stops in a piece": "transfer-encoding: chunked\r\n\r\n64\r\nhalf",
  "stops between pieces": "transfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n",
};

for (const [what, rest] of Object.entries(lengths)) {
  objects(`an upload that ${what} leaves nothing`, async () => {
    const { upload, nativeUrl } = await signed(`half ${what}`);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.resume().on("error", () => {});
    socket.end(`PUT ${upload.path} HTTP/1.1\r\nhost: localhost\r\n${rest}`);
    await new Promise((resolve) => socket.once("close", resolve));
    await nothingOf(nativeUrl);
  });
}

for (const [what, length] of Object.entries({ "breaks off": undefined, "is shorter than it says": "100" })) {
  objects(`an upload over HTTP/2 that ${what} leaves nothing`, async () => {
    const { upload, nativeUrl } = await signed(`half of two ${what}`);
    const session = connectHttp2(url);
    const stream = session.request({
      ":method": "PUT",
      ":path": upload.path,
      ...(length && { "content-length": length }),
    });
    const ended = new Promise((resolve) => stream.once("close", resolve));
    stream.on("error", () => {}).resume();
    if (length === undefined) stream.write("half", () => stream.destroy(new Error("gone")));
    else stream.end("half");
    await ended;
    session.destroy();
    await nothingOf(nativeUrl);
  });
}

objects("an address holds over a restart until its end", async () => {
  const { upload, nativeUrl } = await signed("kept", 60n);
  await emulator.close();
  const again = opened();
  const { url: other } = await again.listen({ port: 0 });
  assert.is((await sendTo(other, { ...upload, body: "kept" })).status, 200);
  const { signedUrl } = await proxyOf(again).createDownloadLocation({ nativeUrl });
  assert.is(String((await sendTo(other, { path: pathOf(signedUrl) })).body), "kept");
  time += 61_000;
  assert.is((await sendTo(other, { ...upload, body: "late" })).status, 403);
  await again.close();
});

objects("an address of an emulator in memory ends with it, and is told that its signature is another's", async () => {
  const first = createEmulator({ clock });
  const { signedUrl } = await proxyOf(first).createUploadLocation({ ...place, filename: "f" });
  await first.close();
  const second = createEmulator({ clock });
  const listener = await second.listen({ port: 0 });
  const answer = await sendTo(listener.url, { method: "PUT", path: pathOf(signedUrl), body: "x" });
  assert.equal([answer.status, String(answer.body)], [403, "the signature does not match\n"]);
  await second.close();
});

objects.after(async () => {
  await emulator.close();
  rmSync(scratch, { recursive: true, force: true });
});

objects.run();

function proxyOf({ backend }: Emulator) {
  return createClient(DataProxyService, backend.transport);
}

async function signed(filename: string, seconds = 600n) {
  const { signedUrl, nativeUrl } = await proxy.createUploadLocation({ ...place, filename, expiresIn: { seconds } });
  const download = await proxy.createDownloadLocation({ nativeUrl, expiresIn: { seconds } });
  return {
    nativeUrl,
    upload: { method: "PUT", path: pathOf(signedUrl) },
    download: { path: pathOf(download.signedUrl) },
  };
}

function pathOf(signedUrl: string): string {
  return signedUrl.slice(new URL(signedUrl).origin.length);
}

function send(sent: Sent): Promise<Received> {
  return sendTo(url, sent);
}

function refusal(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => "OK",
    (error: unknown) => Code[ConnectError.from(error).code],
  );
}

async function nothingOf(nativeUrl: string): Promise<void> {
  // What was sent was handled when a later request is answered.
  await send({ path: "/healthcheck" });
  assert.is(await emulator.backend.blobs.exists(nativeUrl), false);
  assert.equal(readdirSync(stored).includes(".partial") ? readdirSync(join(stored, ".partial")) : [], []);
}
