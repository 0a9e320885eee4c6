import { execFileSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { repository } from "../../support/sources.js";

const stall = suite("lib/engine/stall");

/** Runs a program of its own, since the end of the process is what it is about. */
function program(body: string): string {
  const url = (path: string) => JSON.stringify(pathToFileURL(join(repository, "dist", path)).href);
  const text = `
    import { execute } from ${url("lib/engine/index.js")};
    import { fakeRunner } from ${url("spec/support/fake-runner.js")};
    import { graph } from ${url("spec/support/graph.js")};
    ${body}`;
  const args = ["--input-type=module", "--eval", text];
  return execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

stall("a step that can never settle fails by name, in place of a process that ends without a word", () => {
  const said = program(`
    const runner = fakeRunner({ n0: () => new Promise(() => {}) });
    const { phase, error } = await execute(graph({ nodes: { n0: { retries: 2 } } }), {}, { run: "run", runner });
    console.log(phase, error.code, error.message);`);
  assert.match(said, /^FAILED TASK_NEVER_SETTLES n0 waits for something/);
});

stall("a step that waits for a timer is left alone", () => {
  const said = program(`
    const runner = fakeRunner({ n0: () => new Promise((resolve) => setTimeout(resolve, 20, 1)) });
    const { phase } = await execute(graph({ nodes: { n0: [] } }), {}, { run: "run", runner });
    console.log(phase, process.listenerCount("beforeExit"));`);
  assert.is(said.trim(), "SUCCEEDED 0");
});

stall.run();
