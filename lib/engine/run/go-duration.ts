import { toMilliseconds } from "../../types/index.js";

/** A duration as Flyte's messages have it: `1h0m0s`, `5m0s`, `1.5s`, `250ms`. */
export function toGoDuration(milliseconds: number): string {
  if (milliseconds < 1000) return milliseconds === 0 ? "0s" : `${milliseconds}ms`;
  const seconds = milliseconds / 1000;
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = `${Number((seconds % 60).toFixed(9))}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}

/** A duration literal as an author writes it: `1h`, `1m30s`, `50ms`. */
export function sayDuration(literal: string): string {
  const exact = toGoDuration(toMilliseconds(literal));
  return exact.replace(/(?<=[hm])0[ms]/g, "");
}
