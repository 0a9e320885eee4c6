const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Bytes in upper-case base32 with padding, as Flyte names the folders of uploads. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  const text = groups.map((group) => letters[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
  return text.padEnd(Math.ceil(text.length / 8) * 8, "=");
}
