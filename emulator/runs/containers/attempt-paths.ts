import { dirname, join } from "node:path";
import type { Attempt } from "../../../lib/engine/index.js";
import { attemptName } from "../data-places.js";
import type { Grounds, Site } from "./site.js";

/** Where an attempt finds and leaves what outlives it. All are paths of this machine, save a `raw` that the run chose. */
export interface AttemptPaths {
  /** Name of the attempt that is unique in the emulator and fits into a DNS name. */
  readonly name: string;
  readonly input: string;
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly raw: string;
  readonly checkpoint: string;
  readonly log: string;
  /** Path of the page that shows the log. */
  readonly page: string;
}

/** The places of an attempt. */
export function attemptPaths(
  { root }: Pick<Grounds, "root">,
  { project, domain, run, places }: Pick<Site, "project" | "domain" | "run" | "places">,
  { nodeId, attempt }: Pick<Attempt, "nodeId" | "attempt">,
): AttemptPaths {
  const page = [project, domain, run, nodeId, String(attempt)];
  const input = places.inputs(nodeId);
  return {
    name: attemptName(run, nodeId, attempt),
    input,
    inputPrefix: dirname(input),
    outputPrefix: places.outputDir(nodeId, attempt),
    raw: places.rawDir(nodeId, attempt),
    checkpoint: places.checkpointDir(nodeId, attempt),
    log: `${join(root, "logs", ...page)}.log`,
    page: `/logs/${page.map(encodeURIComponent).join("/")}`,
  };
}
