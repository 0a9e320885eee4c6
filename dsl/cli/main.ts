#!/usr/bin/env node

import { exitCodeFor } from "./exit-code.js";
import { explain } from "./explain.js";
import { createProgram } from "./program.js";

// Node tells of a closed pipe (`flytepath graph … | head`) as an error on the stream; that ends the work quietly.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit();
    throw error;
  });
}

try {
  await createProgram().parseAsync();
} catch (error) {
  process.stderr.write(`${explain(error).join("\n")}\n`);
  process.exitCode = exitCodeFor(error, { started: false });
}
