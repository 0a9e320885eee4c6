import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openEmulator } from "../../../emulator/index.js";
import { schema } from "../../../emulator/state/disk/schema.js";
import { writeBehind } from "../../../emulator/state/disk/write-behind.js";
import { folderBlobs } from "../../../lib/blobs/index.js";
import { failure } from "../../../lib/errors/index.js";
import { AdminService } from "../../../lib/idl/gen/flyteidl/service/admin_pb.js";
import { DataProxyService } from "../../../lib/idl/gen/flyteidl/service/dataproxy_pb.js";
import { openDatabase } from "../../../lib/sqlite/index.js";
import { throws } from "../../support/expect.js";
import { sendTo } from "../../support/plain-http.js";

const full = suite("emulator/state/full-disk");

// Where the system allows it, this file runs once more, in a namespace that has a small disk of its own.
const disk = process.env.FLYTEPATH_SMALL_DISK;
const mebibyte = 1024 * 1024;

if (disk === undefined) {
  full("changes that found no room are kept, and written with the next ones that do", () => {
    const database = openDatabase(":memory:", { schema: ["CREATE TABLE t (x)"] });
    let isFull = true;
    const behind = writeBehind({
      ...database,
      transaction(work) {
        if (isFull) throw failure("STATE_DISK_FULL", { file: "emulator.db" });
        return database.transaction(work);
      },
    });
    const add = database.prepare("INSERT INTO t VALUES (?)");
    behind.later("a", () => void add.run(1));
    throws(() => behind.flush(), "STATE_DISK_FULL");
    behind.later("b", () => void add.run(2));
    throws(() => behind.flush(), "STATE_DISK_FULL");
    isFull = false;
    behind.flush();
    assert.equal(database.prepare<{ x: number }>("SELECT x FROM t ORDER BY x").all(), [{ x: 1 }, { x: 2 }]);
    behind.close();
    database.close();
  });

  full("what is refused on a small disk is said, leaves nothing, and is taken when there is room again", () => {
    const folder = mkdtempSync(join(tmpdir(), "flytepath-small-"));
    const mount = 'mount -t tmpfs -o size=24m none "$FLYTEPATH_SMALL_DISK" || exit 77; exec "$@"';
    const file = fileURLToPath(import.meta.url);
    const words = ["--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh", process.execPath, file];
    const env = { ...process.env, FLYTEPATH_SMALL_DISK: folder };
    const { status, error, stdout, stderr } = spawnSync("unshare", words, { env, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    if (error !== undefined || status === 77 || stderr.startsWith("unshare:")) {
      console.log("not tried: this system gives no small disk to who is not its owner");
    } else assert.is(status, 0, stdout + stderr);
  });
} else {
  full("a full disk", async () => {
    const blobs = folderBlobs(join(disk, "blobs"), { uris: "path" });
    const database = join(disk, "emulator.db");
    const emulator = openEmulator({ blobs, database, executor: "external" });
    const { url } = await emulator.listen({ port: 0 });
    const admin = createClient(AdminService, emulator.backend.transport);
    const proxy = createClient(DataProxyService, emulator.backend.transport);
    const register = (id: string) => codeOf(admin.registerProject({ project: { id, name: id } }));
    const projects = async () => (await admin.listProjects({})).projects.map(({ id }) => id).sort();
    const known = await projects();
    const put = async (filename: string, size: number) => {
      const where = { project: "flytesnacks", domain: "development", filenameRoot: "folder", filename };
      const { signedUrl } = await proxy.createUploadLocation(where);
      const path = signedUrl.slice(new URL(signedUrl).origin.length);
      return await sendTo(url, { method: "PUT", path, body: new Uint8Array(size) });
    };

    // Little room: changes are refused before they are done, and everything can be read.
    fill(join(disk, "filler"), 4 * mebibyte);
    assert.equal(await register("refused"), "ResourceExhausted: [STATE_DISK_FULL]");
    assert.equal(await projects(), known);
    const plain = await sendTo(url, {
      method: "POST",
      path: "/api/v1/projects",
      body: '{"project":{"id":"no","name":"no"}}',
    });
    assert.is(plain.status, 429);

    // An upload that does not fit leaves nothing.
    const refused = await put("large", 6 * mebibyte);
    assert.is(refused.status, 507);
    assert.match(String(refused.body), "no space left");
    assert.equal(readdirSync(join(disk, "blobs", ".partial")), []);
    assert.equal(await blobs.list(blobs.join("", "data")), []);
    assert.is((await put("small", 1000)).status, 200);

    // No room at all.
    fill(join(disk, "rest"), 0);
    assert.equal(await register("refused"), "ResourceExhausted: [STATE_DISK_FULL]");
    assert.equal(await projects(), known);
    assert.is((await put("none", 100_000)).status, 507);

    // Room again.
    rmSync(join(disk, "filler"));
    rmSync(join(disk, "rest"));
    assert.is(await register("taken"), "OK");
    assert.is((await put("large", 6 * mebibyte)).status, 200);
    const now = await projects();
    assert.equal(now, [...known, "taken"].sort());
    await emulator.close();
    const again = openEmulator({ blobs, database, executor: "external" });
    const { projects: kept } = await createClient(AdminService, again.backend.transport).listProjects({});
    assert.equal(kept.map(({ id }) => id).sort(), now);
    await again.close();
    using file = openDatabase(database, { schema });
    file.check();
  });
}

full.run();

// Leaves so many bytes of a disk free.
function fill(file: string, left: number): void {
  const { bavail, bsize } = statfsSync(join(file, ".."));
  writeFileSync(file, new Uint8Array(bavail * bsize - left));
}

function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "OK",
    (error: unknown) => {
      const { code, rawMessage } = ConnectError.from(error);
      return `${Code[code]}: ${rawMessage.split(" ")[0]}`;
    },
  );
}
