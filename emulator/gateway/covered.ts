import type { Binding } from "./bindings.js";

/** Names of a query that are not read since the path says them. */
interface Cover {
  readonly codes: ReadonlyMap<string, number>;
  readonly base: readonly number[];
  readonly parent: readonly number[];
}

const covers = new WeakMap<Binding, Cover>();

/**
 * Whether a query's name is passed over because the path says it. Flyte's gateway keeps the names of a path in a table of
 * siblings in which those below one name overwrite each other's place, so that of `id.project`, `id.domain` and `id.name`
 * only some are found again: what is not, the query says otherwise. This builds the same table.
 */
export function isCovered(name: string, binding: Binding): boolean {
  const cover = covers.get(binding) ?? coverOf(binding);
  covers.set(binding, cover);
  const { codes, base, parent } = cover;
  const child = (place: number, code: number) => {
    const next = (base[place] ?? 0) + code;
    return parent[next] === place ? next : undefined;
  };
  let place = 0;
  for (const word of name.split(".")) {
    const code = codes.get(word);
    const next = code === undefined ? undefined : child(place, code);
    if (next === undefined) break;
    place = next;
  }
  return base.length > 0 && child(place, codes.size) !== undefined;
}

function coverOf({ template }: Binding): Cover {
  // Each variable, and the last of its words alone as JSON spells it.
  const names = template.flatMap((part) => {
    if (!("field" in part)) return [];
    const words = part.field.split(".");
    return [words, [camel(words.at(-1) ?? "")]];
  });
  const codes = new Map<string, number>();
  for (const word of names.flat()) if (!codes.has(word)) codes.set(word, codes.size);
  const end = codes.size;
  const rows = names.map((words) => [...words.map((word) => codes.get(word) ?? end), end]).sort(inOrder);
  const base: number[] = [];
  const parent: number[] = [];
  add(0, rows, 0);
  return { codes, base, parent };

  // Every row is a child of its own, also where two begin alike: the later one's place is the one that stays.
  function add(place: number, below: readonly (readonly number[])[], depth: number): void {
    const children = below.map((row) => row[depth] ?? end);
    let first = 1;
    while (children.some((code) => parent[first + code] !== undefined)) first += 1;
    base[place] = first;
    for (const code of children) parent[first + code] = place;
    below.forEach((row, index) => {
      const code = children[index] ?? end;
      if (code !== end) add(first + code, [row], depth + 1);
    });
  }
}

function inOrder(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((code, at) => code !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

function camel(word: string): string {
  return word.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
