/** Turns values into places on the picture. */
export interface Scale {
  (value: number): number;
  readonly ticks: readonly Tick[];
}

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** A scale from values to places, with about `count` ticks at round values. */
export function scaleOf(values: Range, places: Range, count: number): Scale {
  const [from, to] = values;
  const place = (value: number) => places[0] + ((value - from) / (to - from)) * (places[1] - places[0]);
  return Object.assign(place, { ticks: ticksOf(values, count) });
}

export type Range = readonly [from: number, to: number];

/** The least range of whole steps that holds all values. */
export function rounded(values: readonly number[], count: number): Range {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const step = stepOf([least, most], count);
  return [Math.floor(least / step) * step, Math.ceil(most / step) * step];
}

function ticksOf([from, to]: Range, count: number): readonly Tick[] {
  const step = stepOf([from, to], count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = (first + i) * step;
    return { value, label: value.toFixed(digits) };
  });
}

// 1, 2 or 5 times a power of ten: steps that people count in.
function stepOf([from, to]: Range, count: number): number {
  const rough = (to - from || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
}
