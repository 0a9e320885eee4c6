/** Freezes plain data with everything inside it, and gives it back. */
export function freeze<T>(data: T): T {
  const open: unknown[] = [data];
  const seen = new Set<unknown>();
  while (open.length > 0) {
    const item = open.pop();
    if (typeof item !== "object" || item === null || seen.has(item)) continue;
    seen.add(item);
    Object.freeze(item);
    for (const inner of Object.values(item)) open.push(inner);
  }
  return data;
}
