import type { Json, JsonObject } from "../../lib/types/index.js";
import type { Random } from "./random.js";

const odd: readonly Json[] = [
  "",
  " ",
  "x".repeat(300),
  "../../etc/passwd",
  "%2e%2e/%00",
  "\u0000",
  "é𝒳\ud83d\ude00",
  "__proto__",
  "constructor",
  "-1",
  "999999999999999999999",
  "2024-01-02T03:04:05Z",
  "9999-12-31T23:59:59.999999999Z",
  "eq(name,x)+gt(created_at,1)",
  0,
  -1,
  1.5,
  4294967295,
  2 ** 53,
  true,
  null,
  {},
  [],
];

/** A request with a few things changed: values replaced, fields dropped, lists doubled, pieces of other requests put in. */
export function mutated(random: Random, value: Json, donors: readonly Json[]): Json {
  let result = value;
  for (let times = random.whole(1, 3); times > 0; times--) result = changed(random, result, donors);
  return result;
}

function changed(random: Random, value: Json, donors: readonly Json[]): Json {
  const isDeep = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!isDeep || random.chance(0.1)) return replaced(random, value, donors);
  if (Array.isArray(value)) {
    const at = random.whole(0, value.length - 1);
    if (random.chance(0.15)) return value.filter((_, index) => index !== at);
    if (random.chance(0.15)) return [...value, value[at]!];
    return value.map((item, index) => (index === at ? changed(random, item, donors) : item));
  }
  const object = value as JsonObject;
  const key = random.pick(Object.keys(object));
  if (random.chance(0.15)) return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
  return { ...object, [key]: changed(random, object[key]!, donors) };
}

function replaced(random: Random, value: Json, donors: readonly Json[]): Json {
  if (random.chance(0.3)) return random.pick(donors);
  if (typeof value === "string" && random.chance(0.5)) {
    const at = random.whole(0, value.length);
    return `${value.slice(0, at)}${String.fromCodePoint(random.whole(32, 0x2ff))}${value.slice(at + random.whole(0, 1))}`;
  }
  return random.pick(odd);
}

/** Every value that lies somewhere in a request, to be put elsewhere. */
export function piecesOf(value: Json): readonly Json[] {
  if (typeof value !== "object" || value === null) return [value];
  return [value, ...Object.values(value).flatMap((item) => piecesOf(item as Json))];
}

/** Bytes with a few of them changed, left out, doubled, or cut off. */
export function mutatedBytes(random: Random, bytes: Uint8Array): Uint8Array {
  const result = [...bytes];
  for (let times = random.whole(1, 4); times > 0; times--) {
    const at = random.whole(0, result.length);
    switch (random.whole(0, 4)) {
      case 0:
        result[at] = random.whole(0, 255);
        break;
      case 1:
        result.splice(at, random.whole(0, 3));
        break;
      case 2:
        result.splice(at, 0, random.whole(0, 255), random.whole(0, 255));
        break;
      case 3:
        result.splice(at, 0, ...result.slice(at, at + random.whole(1, 8)));
        break;
      default:
        result.length = Math.min(result.length, at);
    }
  }
  return Uint8Array.from(result, (byte) => byte ?? 0);
}
