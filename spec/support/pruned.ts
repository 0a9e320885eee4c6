import type { JsonValue } from "@bufbuild/protobuf";

/** Proto JSON without the empty messages that some clients write where others leave the field out. */
export function pruned(json: JsonValue): JsonValue {
  if (Array.isArray(json)) return json.map(pruned);
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json).map(([name, value]) => [name, pruned(value!)] as const);
  return Object.fromEntries(entries.filter(([name, value]) => name === "noneType" || !isEmpty(value)));
}

function isEmpty(json: JsonValue): boolean {
  return typeof json === "object" && json !== null && !Array.isArray(json) && Object.keys(json).length === 0;
}
