import { styleText } from "node:util";

/** Puts colour on a text, or leaves it plain. */
export type Paint = (style: "bold" | "dim" | "green" | "red" | "yellow" | "cyan", text: string) => string;

/** Paints for a stream: with colour on a terminal only, never when `NO_COLOR` or `CI` is set. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  return isLive(stream, env) && !env.NO_COLOR ? (style, text) => styleText(style, text) : (_, text) => text;
}

/** Whether lines may be redrawn in place. */
export function isLive(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): boolean {
  return stream.isTTY === true && !env.CI && env.TERM !== "dumb";
}
