#!/usr/bin/env node

import { exitCode, exitCodeFor } from "./exit-code.js";
import { explain } from "./explain.js";
import { toProblem } from "./problem.js";
import { createProgram } from "./program.js";
import { processStreams, reserveStdout, writeJson, writeLines } from "./streams.js";

// Node tells of a closed pipe (`flytepath graph … | head`) as an error on the stream; that ends the work quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

const json = process.argv.includes("--json");
if (json) reserveStdout();

function tell(error: unknown): void {
  writeLines(processStreams.stderr, explain(error));
  if (json) writeJson(processStreams.stdout, { kind: "result", phase: "FAILED", error: toProblem(error) });
}

// What the author's code throws outside of anything that is waited for.
process.on("uncaughtException", (error) => {
  tell(error);
  process.exit(exitCode.failed);
});

try {
  await createProgram().parseAsync();
} catch (error) {
  tell(error);
  process.exitCode = exitCodeFor(error, { started: false });
}
