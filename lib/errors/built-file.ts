// The rooms lie two folders up from here: in what tsc writes, and in what ships, whose chunks are two folders deep for it.
const root = new URL("../../", import.meta.url);

/** Where a built file of this package lies, by its path among the rooms: `dsl/worker/crew/thread-main.js`. */
export function builtFile(path: string): URL {
  return new URL(path, root);
}
