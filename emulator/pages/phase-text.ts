import { type Html, html } from "./html.js";

/** A phase by its name, coloured by what it means for the reader. */
export function phaseText(name: string | undefined): Html {
  const shown = name ?? "UNDEFINED";
  return html`<span class="phase ${toneOf(shown)}">${shown}</span>`;
}

/** The class of a phase: went well, went wrong, goes on, or none of these. */
export function toneOf(name: string): string {
  if (/^(SUCCEEDED|RECOVERED)$/.test(name)) return "good";
  if (/^(FAILED|TIMED_OUT|ABORTED|RETRYABLE_FAILED)$/.test(name)) return "bad";
  return /^(RUNNING|DYNAMIC_RUNNING|SUCCEEDING|FAILING|ABORTING|INITIALIZING)$/.test(name) ? "busy" : "";
}
