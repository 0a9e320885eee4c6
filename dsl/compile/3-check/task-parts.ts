import type { CacheRule, Container, Task } from "../../../lib/dag/index.js";
import { defined, type JsonObject } from "../../../lib/types/index.js";
import type { Fields } from "../../field/index.js";
import { type FlyteStepRecord, type SensorOptions, sensorSettings } from "../../flyte/index.js";
import type { CacheOptions, TaskRecord } from "../../task/index.js";
import { type OptionReader, resourcesOf } from "./options.js";

type Parts = Omit<Task, "ref" | "interface">;

interface Around {
  /** Cache rule of the step, in place of the task's. */
  readonly override: "off" | CacheOptions | undefined;
  readonly fields: Fields;
  readonly read: OptionReader;
}

/** What `@Task` says, as the Dag has it. */
export function taskParts({ name, options }: TaskRecord, { override, fields, read }: Around): Parts {
  const { description, interruptible, secrets } = options;
  const isolation = read.word("isolation", options.isolation, ["none", "thread", "process"]);
  return {
    type: "flytepath",
    ...defined({
      description,
      retries: read.whole("retries", options.retries, 0),
      backoff: read.backoff(options.backoff),
      timeout: read.duration("timeout", options.timeout),
      cache: cacheOf(override ?? options.cache, fields, read),
      interruptible,
      isolation: isolation === "none" ? undefined : isolation,
      container: containerOf(name, options),
      security: secrets === undefined ? undefined : { secrets },
    }),
  };
}

function cacheOf(given: string | CacheOptions | undefined, fields: Fields, read: OptionReader): CacheRule | undefined {
  if (given === undefined || given === "off") return undefined;
  const { version, serialize, ignoreInputs } = typeof given === "string" ? { version: given } : given;
  if (version === "") return read.refuse("cache", version, "a version that is not empty");
  for (const property of ignoreInputs ?? []) {
    if (!fields.byProperty.has(property)) read.refuse("cache.ignoreInputs", property, "names of inputs");
  }
  const ignored = ignoreInputs?.map((property) => fields.byProperty.get(property)?.name ?? property);
  return defined({ version, serialize, ignoreInputs: ignored });
}

function containerOf(task: string, { image, env, resources }: TaskRecord["options"]): Container | undefined {
  if (image === undefined && env === undefined && resources === undefined) return undefined;
  const variables = env === undefined ? undefined : Object.entries(env).map(([key, value]) => ({ key, value }));
  return {
    // Deploying fills the default in.
    image: image ?? "{{.image.default}}",
    command: ["flytepath", "worker"],
    args: ["--task", task, "--inputs", "{{.input}}", "--output-prefix", "{{.outputPrefix}}"],
    ...defined({ resources: resourcesOf(resources), env: variables }),
  };
}

/** What `@FlyteStep` says, as the Dag has it. */
export function remoteParts(record: FlyteStepRecord, read: OptionReader): Parts {
  const { settings, description, named } = record;
  const { entity, name, executionName, maxParallelism } = settings;
  if (named.length !== 1) read.refuse("launchPlan, workflow or task", named, "exactly one of the three");
  else if (!/^[^\s:/]{1,255}$/.test(name)) read.refuse(entity, name, "a name that Flyte can hold");
  if (executionName !== undefined && !/^[a-z][a-z0-9-]{0,62}$/i.test(executionName)) {
    read.refuse("executionName", executionName, "a letter and then up to 62 of a-z 0-9 -");
  }
  read.whole("maxParallelism", maxParallelism, 0);
  const retries = read.whole("retries", record.retries, 0);
  const timeout = read.duration("timeout", record.timeout);
  return { type: "flyte_step", ...defined({ description, retries, timeout }), custom: toJson(settings) };
}

/** What the step of a sensor says, as the Dag has it. */
export function sensorParts(options: SensorOptions, read: OptionReader): Parts {
  const { project, domain, connection, pokeInterval, softFail } = sensorSettings(options);
  const interval = read.duration("pokeInterval", pokeInterval) ?? "10s";
  const custom = toJson(defined({ project, domain, connection, pokeInterval: interval, softFail }));
  return { type: "flyte_sensor", custom };
}

// Settings are plain data by their types.
function toJson(settings: object): JsonObject {
  return JSON.parse(JSON.stringify(settings)) as JsonObject;
}
