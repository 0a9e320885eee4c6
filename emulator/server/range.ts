/** Bytes from `start` to `end`, both included. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range of bytes that a header `Range` asks for, out of so many; `none` where nothing is there. Absent for what may be
 * answered whole: no header, several ranges, other units, or what cannot be read.
 */
export function rangeOf(header: string | undefined, size: number): Range | "none" | undefined {
  const [all, first = "", last = ""] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? "") ?? [];
  if (all === undefined || (first === "" && last === "")) return undefined;
  if (first === "")
    return Number(last) === 0 || size === 0 ? "none" : { start: Math.max(0, size - Number(last)), end: size - 1 };
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== "" && Number(last) < Number(first)) return undefined;
  return Number(first) >= size ? "none" : { start: Number(first), end };
}
