/** Names that were probably meant, likeliest first: those that share much of their text with the name. */
export function near(name: string, known: readonly string[], limit = 5): readonly string[] {
  const wanted = pairs(name);
  return [...new Set(known)]
    .map((other) => ({ other, score: likeness(wanted, pairs(other)) }))
    .filter(({ score }) => score >= 0.4)
    .sort((a, b) => b.score - a.score || (a.other < b.other ? -1 : 1))
    .slice(0, limit)
    .map(({ other }) => other);
}

// Dice's coefficient over pairs of letters: dotted names that differ in one segment are still near.
function likeness(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let shared = 0;
  for (const [pair, count] of a) shared += Math.min(count, b.get(pair) ?? 0);
  return (2 * shared) / (total(a) + total(b));
}

function pairs(name: string): ReadonlyMap<string, number> {
  const text = ` ${name.toLowerCase().replace(/[^a-z0-9]+/g, " ")} `;
  const found = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    found.set(pair, (found.get(pair) ?? 0) + 1);
  }
  return found;
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
