const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

/** A Kubernetes quantity, `500m` or `1Gi`, as a number; undefined when it is none. */
export function readQuantity(text: string): number | undefined {
  const [, amount, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+))((?:[KMGTPE]i)|[numkMGTPE]?|[eE][+-]?\d+)$/.exec(text) ?? [];
  if (amount === undefined || suffix === undefined) return undefined;
  const power = binary.indexOf(suffix);
  if (power >= 0) return Number(amount) * 1024 ** (power + 1);
  const factor = decimal[suffix];
  return factor === undefined ? Number(amount + suffix) : Number(amount) * factor;
}

/** Why a text is no quantity, in Kubernetes' words. */
export function quantityProblem(text: string): string {
  if (!/^[+-]?[0-9]*\.?[0-9]*[eEinumkKMGTP]*[-+]?[0-9]*$/.test(text) || !/[0-9.]/.test(text)) {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  return /^[+-]?\.(?![0-9])/.test(text)
    ? "unable to parse numeric part of quantity"
    : "unable to parse quantity's suffix";
}
