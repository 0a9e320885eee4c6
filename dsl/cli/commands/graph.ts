import { compile } from "../../compile/index.js";
import { exitCode } from "../exit-code.js";
import { findPipeline } from "../find-pipeline.js";
import { toDot } from "../graph/dot.js";
import { toMermaid } from "../graph/mermaid.js";
import { processStreams, type Streams } from "../streams.js";

/** What `flytepath graph` was told. */
export interface GraphOptions {
  readonly file: string;
  readonly pipeline?: string | undefined;
  readonly format: "mermaid" | "dot" | "json" | "json-line";
}

/** `flytepath graph`: prints a pipeline's graph; gives the exit code. */
export async function graphCommand(
  { file, pipeline, format }: GraphOptions,
  { stdout }: Streams = processStreams,
): Promise<number> {
  const { dag } = compile(await findPipeline(file, pipeline));
  const draw = {
    mermaid: () => toMermaid(dag),
    dot: () => toDot(dag),
    json: () => `${JSON.stringify(dag, null, 2)}\n`,
    "json-line": () => `${JSON.stringify(dag)}\n`,
  };
  stdout.write(draw[format]());
  return exitCode.succeeded;
}
