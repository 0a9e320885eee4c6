const alphabet = "abcdefghijklmnopqrstuvwxyz123456";
const longestId = 20;

/** Where a node hangs: the unique id and the attempt of the node that holds it; absent at the top. */
export interface Parent {
  readonly id: string;
  readonly attempt: number;
}

/**
 * Makes ids of nodes that are unique in one run, as Flyte does: parent's id, its attempt and the node's own id; above 20
 * characters an `f` and a hash of that. Where two hashes meet, the second id stays as long as it is; those that are given have
 * come first.
 */
export function createUniqueIds(given?: ReadonlyMap<string, string>): (own: string, parent?: Parent) => string {
  const hashed = new Map(given);
  return (own, parent) => {
    const whole = parent === undefined ? own : `${parent.id}-${parent.attempt}-${own}`;
    const short = fixedLengthId(whole, longestId);
    if (short === whole) return whole;
    const first = hashed.get(short) ?? whole;
    hashed.set(short, first);
    return first === whole ? short : whole;
  };
}

/** A text that is longer than allowed becomes `f` and a hash of it, as Flyte shortens its ids. */
export function fixedLengthId(text: string, longest: number): string {
  return text.length <= longest ? text : `f${hash(text)}`;
}

// FNV-1a of 32 bits over the bytes, big-endian, in base 32 without padding: 7 characters.
// https://github.com/flyteorg/flyte/blob/master/flyteplugins/go/tasks/pluginmachinery/encoding/encoder.go
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  let letters = "";
  for (let shift = 27; shift >= 2; shift -= 5) letters += alphabet[(value >>> shift) & 31];
  return letters + alphabet[(value & 3) << 3];
}
