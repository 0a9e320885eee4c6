/** Whether two pieces of plain data hold the same; keys in any order. */
export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(at(a, key), at(b, key)))
  );
}

/** Text of plain data that is equal exactly when the data is the same. */
export function keyOfData(data: unknown): string {
  if (Array.isArray(data)) return `[${data.map(keyOfData).join()}]`;
  if (typeof data !== "object" || data === null) return JSON.stringify(data) ?? "";
  const entries = Object.entries(data).filter(([, value]) => value !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${keyOfData(value)}`).join()}}`;
}

function at(object: object, key: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[key];
}
