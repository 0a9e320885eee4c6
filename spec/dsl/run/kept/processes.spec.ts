import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openJournal } from "../../../../lib/journal/index.js";
import { type Child, startChild } from "../../../support/child.js";
import { within } from "../../../support/expect.js";

const processes = suite("dsl/run/kept in processes");

let state = "";
const worker = (...args: string[]) => {
  const [what = "", ...rest] = args;
  return startChild(new URL("./processes-worker.js", import.meta.url).href, [what, state, ...rest]);
};
const bodies = ({ told }: Child) => told.filter(([word]) => word === "body").map(([, body]) => body);

// The steps of a spec may each take as long as a process needs to start on a busy machine.
const patience = 60_000;
const hear = (child: Child, word: string) => within(patience, child.hear(word));

processes.before.each(() => {
  state = mkdtempSync(join(tmpdir(), "flytepath-processes-"));
});
processes.after.each(() => rmSync(state, { recursive: true, force: true }));

processes("identical work of two processes is done once, and both have what it gave", async () => {
  const first = worker("cached");
  await hear(first, "body");
  const second = worker("cached");
  await hear(second, "asks");
  first.tell("go");
  assert.equal(await hear(first, "done"), ["done", 10]);
  assert.equal(await hear(second, "done"), ["done", 10]);
  assert.equal([bodies(first), bodies(second)], [["doubled"], []]);
});

processes("a process that is killed while others wait for its work leaves it to one of them", async () => {
  const first = worker("cached");
  await hear(first, "body");
  const others = [worker("cached"), worker("cached")];
  await Promise.all(others.map((other) => hear(other, "asks")));
  await first.kill();
  const next = await within(patience, Promise.race(others.map((other) => other.hear("body").then(() => other))));
  next.tell("go");
  for (const other of others) assert.equal(await hear(other, "done"), ["done", 10]);
  assert.equal(others.flatMap(bodies), ["doubled"]);
});

processes("a run that another process runs is refused, waited for and watched, as asked", async () => {
  const owner = worker("kept");
  await hear(owner, "body");
  await hear(owner, "body");
  const [, code, message] = await hear(worker("kept"), "failed");
  assert.is(code, "JOURNAL_RUN_HELD");
  assert.match(String(message), `the process ${owner.pid} on `);
  const [waiting, watching] = [worker("kept", "wait"), worker("kept", "watch")];
  await Promise.all([hear(waiting, "held"), hear(watching, "held")]);
  // What has happened so far is shown to who watches, while it goes on.
  await hear(watching, "event");
  owner.tell("go");
  for (const each of [owner, waiting, watching]) assert.equal(await hear(each, "done"), ["done", 4]);
  assert.equal([bodies(owner), bodies(waiting), bodies(watching)], [["first", "second"], [], []]);
  const events = ({ told }: Child) => told.filter(([word]) => word === "event");
  assert.equal(events(watching), events(owner));
  assert.equal(events(waiting), []);
});

processes("a process that is killed is noticed, and one of those that wait goes on where it was", async () => {
  const owner = worker("kept");
  await hear(owner, "body");
  await hear(owner, "body");
  const others = [worker("kept", "wait"), worker("kept", "watch")];
  await Promise.all(others.map((other) => hear(other, "held")));
  await owner.kill();
  const next = await within(patience, Promise.race(others.map((other) => other.hear("body").then(() => other))));
  next.tell("go");
  for (const other of others) assert.equal(await hear(other, "done"), ["done", 4]);
  // The first step had ended, and runs nowhere again.
  assert.equal(others.flatMap(bodies), ["second"]);
  await using journal = openJournal(state);
  const lost = (await journal.events("r")).filter((event) => event.kind === "task" && event.lost);
  assert.equal(
    lost.map((event) => event.kind === "task" && [event.node, event.attempt]),
    [["second", 0]],
  );
});

processes("a run of a process that was killed is refused to nobody", async () => {
  const owner = worker("kept");
  await hear(owner, "body");
  await hear(owner, "body");
  await owner.kill();
  const next = worker("kept");
  await hear(next, "body");
  next.tell("go");
  assert.equal(await hear(next, "done"), ["done", 4]);
  assert.equal(bodies(next), ["second"]);
});

processes.run();
