/** Plain data without the descriptions of entities, which a compiled closure does not hold. */
export function undescribed<T>(dag: T): unknown {
  return JSON.parse(JSON.stringify(dag, strip));
}

function strip(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("ref" in value)) return value;
  const { description: _sentence, rest, ...others } = value as { description?: unknown; rest?: object };
  const { description: _carried, ...kept } = { description: undefined, ...rest };
  return Object.keys(kept).length === 0 ? others : { ...others, rest: kept };
}
