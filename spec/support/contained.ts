import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { create, toBinary } from "@bufbuild/protobuf";
import { createContainers } from "../../emulator/runs/containers/containers.js";
import type { ContainerOptions } from "../../emulator/runs/containers/options.js";
import type { Site } from "../../emulator/runs/containers/site.js";
import { dataPlaces } from "../../emulator/runs/data-places.js";
import { folderBlobs } from "../../lib/blobs/index.js";
import type { Task } from "../../lib/dag/index.js";
import type { Attempt, TaskOutcome } from "../../lib/engine/index.js";
import { ErrorDocumentSchema } from "../../lib/idl/gen/flyteidl/core/errors_pb.js";
import { WorkflowExecutionIdentifierSchema } from "../../lib/idl/gen/flyteidl/core/identifier_pb.js";
import { LiteralMapSchema } from "../../lib/idl/gen/flyteidl/core/literals_pb.js";
import { encodeErrorDocument, encodeLiterals } from "../../lib/idl/index.js";
import type { Literals } from "../../lib/types/index.js";
import { place } from "./emulated.js";
import { fakeAttempt } from "./fake-attempt.js";
import { variables } from "./graph.js";

/** A folder in which containers of a spec run, and what runs them. */
export interface Contained {
  readonly root: string;
  /** Runs a task to its end. */
  run(task: Task, how?: { readonly inputs?: Literals; readonly attempt?: Partial<Attempt> }): Promise<TaskOutcome>;
  /** What an attempt wrote to its log. */
  log(attempt?: number): string;
  remove(): void;
}

/** Makes a folder for containers, whose run is `run-1` of flytesnacks, development. */
export function contained(options: ContainerOptions = {}, site: Partial<Site> = {}): Contained {
  const root = mkdtempSync(join(tmpdir(), "flytepath-spec-"));
  const { project, domain } = place;
  const blobs = folderBlobs(root, { uris: "path" });
  const run: Site = {
    project,
    domain,
    run: "run-1",
    place,
    places: dataPlaces({
      blobs,
      root,
      execution: create(WorkflowExecutionIdentifierSchema, { project, domain, name: "run-1" }),
    }),
    workflow: "flow",
    envs: {},
    resources: { defaults: {}, limits: {} },
    decide() {
      throw new Error("nothing was decided on");
    },
    ...site,
  };
  const { runner } = createContainers(options, {
    root,
    mark: root,
    keep() {},
    origin: () => "http://127.0.0.1:30080",
  });
  return {
    root,
    run: (task, { inputs = {}, attempt = {} } = {}) => runner(run).run(task, inputs, fakeAttempt(attempt)),
    log: (attempt = 0) => readFileSync(join(root, "logs", project, domain, "run-1", "n0", `${attempt}.log`), "utf8"),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A task whose container runs a shell script. */
export function scripted(script: string, more: Partial<Task> = {}): Task {
  return {
    ref: { name: "scripted" },
    type: "python-task",
    interface: { inputs: {}, outputs: variables(["o"]) },
    container: { image: "example:1", command: [], args: ["sh", "-c", script] },
    ...more,
  };
}

/** A shell command that leaves these outputs. */
export function leaves(outputs: Literals): string {
  return put("outputs.pb", toBinary(LiteralMapSchema, encodeLiterals(outputs)));
}

/** A shell command that leaves this failure; none is an empty document. */
export function fails(failure: Parameters<typeof encodeErrorDocument>[0]): string {
  return put("error.pb", toBinary(ErrorDocumentSchema, encodeErrorDocument(failure)));
}

/** A shell command that leaves a file of the attempt's outputs. */
export function put(name: string, bytes: Uint8Array): string {
  return `printf %s '${Buffer.from(bytes).toString("base64")}' | base64 -d > "{{.outputPrefix}}/${name}"`;
}
