import { create } from "@bufbuild/protobuf";
import type { ResourceAmounts, Resources } from "../dag/index.js";
import { failure } from "../errors/index.js";
import { enumNames } from "./enum-names.js";
import {
  Resources_ResourceName as Name,
  type Resources_ResourceEntry,
  type Resources as ResourcesMessage,
  ResourcesSchema,
} from "./gen/flyteidl/core/tasks_pb.js";
import { known } from "./known.js";

const names = enumNames<keyof ResourceAmounts>("Resources.name", {
  cpu: Name.CPU,
  gpu: Name.GPU,
  memory: Name.MEMORY,
  storage: Name.STORAGE,
  ephemeralStorage: Name.EPHEMERAL_STORAGE,
});

/** Requests and limits as Flyte's `core.Resources`, in written order. */
export function encodeResources({ requests = {}, limits = {} }: Resources): ResourcesMessage {
  return create(ResourcesSchema, { requests: encodeAmounts(requests), limits: encodeAmounts(limits) });
}

/** The amounts of a `core.Resources`; undefined when it names none. WIRE_ENUM_UNKNOWN, WIRE_NAME_TWICE. */
export function decodeResources(message: ResourcesMessage | undefined, path: string): Resources | undefined {
  if (message === undefined) return undefined;
  const { requests, limits } = known(message, path);
  if (requests.length === 0 && limits.length === 0) return undefined;
  return {
    ...(requests.length === 0 ? {} : { requests: decodeAmounts(requests, path) }),
    ...(limits.length === 0 ? {} : { limits: decodeAmounts(limits, path) }),
  };
}

function encodeAmounts(amounts: ResourceAmounts) {
  return Object.entries(amounts).map(([name, value]) => ({ name: names.encode(name as keyof ResourceAmounts), value }));
}

function decodeAmounts(entries: readonly Resources_ResourceEntry[], path: string): ResourceAmounts {
  const amounts = new Map<string, string>();
  for (const entry of entries) {
    const name = names.decode(known(entry, path).name, path);
    if (amounts.has(name)) throw failure("WIRE_NAME_TWICE", { what: "resource", name }, { path });
    amounts.set(name, entry.value);
  }
  return Object.fromEntries(amounts);
}
