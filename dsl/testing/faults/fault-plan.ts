import type { FaultKind, FaultOptions } from "./fault.js";

/** Which fault is made where: a function of the seed and of the names of points, counted. */
export interface FaultPlan {
  /** Passes a point, at which only some kinds can be made. */
  at(point: string, possible: readonly FaultKind[]): FaultKind | undefined;
  /** From 0 up to 1. */
  random(): number;
  /** From 1 up to `most`, for the fault that was made last. */
  whole(most: number): number;
}

const groups = {
  crash: "ends",
  "disk full": "ends",
  unavailable: "failures",
  "lost reply": "failures",
  "store away": "failures",
  "killed worker": "failures",
  "killed child": "failures",
  duplicate: "others",
  delay: "others",
} as const;

/** Makes the plan of a seed; the counts go on when the owner of the run is ended. */
export function createFaultPlan(options: FaultOptions): FaultPlan {
  const { seed, kinds, rate = 0.01 + 0.14 * fraction(`${seed} rate`), onFault } = options;
  const left = { ends: options.ends ?? 8, failures: options.failures ?? 3, others: options.others ?? 20 };
  const passed = new Map<string, number>();
  let last = "";
  const count = (point: string) => {
    const times = (passed.get(point) ?? 0) + 1;
    passed.set(point, times);
    return `${point} #${times}`;
  };
  const isLeft = (kind: FaultKind) => (kinds === undefined || kinds.includes(kind)) && left[groups[kind]] > 0;
  return {
    at(point, possible) {
      const at = count(point);
      if (fraction(`${seed} ${at}`) >= rate) return undefined;
      const able = possible.filter(isLeft);
      const kind = able[Math.floor(fraction(`${seed} ${at} kind`) * able.length)];
      if (kind === undefined) return undefined;
      left[groups[kind]] -= 1;
      last = at;
      onFault?.({ kind, at });
      return kind;
    },
    random: () => fraction(`${seed} ${count("chance")}`),
    whole: (most) => 1 + Math.floor(fraction(`${seed} ${last} size`) * most),
  };
}

// FNV-1a, and the end of MurmurHash3, so that texts that differ in one digit are far apart.
function fraction(text: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
  sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
  return ((sum ^ (sum >>> 16)) >>> 0) / 2 ** 32;
}
