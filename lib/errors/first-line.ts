/** The first line of a message, for places that have room for one; empty for none. */
export function firstLine(text = ""): string {
  return text.split(/\r?\n/, 1)[0]!;
}
