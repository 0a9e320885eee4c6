import { delimiter, join, resolve } from "node:path";
import type { Task } from "../../../lib/dag/index.js";
import type { Attempt } from "../../../lib/engine/index.js";
import type { ImageRule } from "./options.js";
import { secretPrefix } from "./secrets.js";
import type { Grounds, Site } from "./site.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables that tell a task who it is, as Flyte sets them; those that the execution asks for win. */
export function flyteVariables(task: Task, attempt: Attempt, { site, grounds }: { site: Site; grounds: Grounds }) {
  const { project, domain, place, run, workflow, envs } = site;
  const { ref } = task;
  const origin = grounds.origin();
  return {
    // A task may be a client itself, as eager ones are.
    ...(origin?.startsWith("http:")
      ? { FLYTE_PLATFORM_URL: new URL(origin).host, FLYTE_PLATFORM_INSECURE: "true" }
      : {}),
    FLYTE_INTERNAL_EXECUTION_WORKFLOW: `${project}:${domain}:${workflow}`,
    FLYTE_INTERNAL_EXECUTION_ID: run,
    FLYTE_INTERNAL_EXECUTION_PROJECT: project,
    FLYTE_INTERNAL_EXECUTION_DOMAIN: domain,
    FLYTE_ATTEMPT_NUMBER: String(attempt.attempt),
    FLYTE_INTERNAL_TASK_PROJECT: ref.project ?? place.project,
    FLYTE_INTERNAL_TASK_DOMAIN: ref.domain ?? place.domain,
    FLYTE_INTERNAL_TASK_NAME: ref.name,
    FLYTE_INTERNAL_TASK_VERSION: ref.version ?? place.version,
    ...(attempt.element === undefined
      ? {}
      : {
          BATCH_JOB_ARRAY_INDEX_VAR_NAME: "FLYTE_K8S_ARRAY_INDEX",
          FLYTE_K8S_ARRAY_INDEX: String(attempt.element.index),
        }),
    ...envs,
  };
}

/**
 * What a process on this machine inherits: the emulator's own variables, less those that tell another task who it is and
 * secrets that nobody asked for; programs of the image's rule are found first.
 */
export function inherited(base: Variables, { venv, path = [], env }: Omit<ImageRule, "image">): Record<string, string> {
  const secret = secretPrefix(base);
  const kept = Object.entries(base).filter(
    ([name]) => !name.startsWith(secret) && !/^(FLYTE_INTERNAL_|FLYTE_ATTEMPT_NUMBER$|FLYTE_K8S_|_F_)/.test(name),
  );
  const folders = [...(venv === undefined ? [] : [join(resolve(venv), "bin")]), ...path.map((each) => resolve(each))];
  const found: Record<string, string> = {};
  for (const [name, value] of kept) if (value !== undefined) found[name] = value;
  if (venv !== undefined) found.VIRTUAL_ENV = resolve(venv);
  found.PATH = [...folders, found.PATH ?? ""].filter((each) => each !== "").join(delimiter);
  return { ...found, ...env };
}
