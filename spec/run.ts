import { runFiles } from "./support/run-files.js";

// Runs every spec of the build: `node dist/spec/run.js [part of a path …]`.

await runFiles({ suffix: ".spec.js", parts: process.argv.slice(2), longestMilliseconds: 120_000 });
