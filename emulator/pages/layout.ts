import { createHash } from "node:crypto";
import { type Html, html, type Part } from "./html.js";
import { style } from "./style.js";

/** A page: what it is called, what leads to it, what it shows. */
export interface Page {
  readonly status?: number;
  readonly title: string;
  /** Pages above it: address and text. */
  readonly trail: readonly (readonly [href: string, text: string])[];
  readonly body: Part;
  /** Whether it changes by itself, so that it is asked for again. */
  readonly isLive?: boolean;
}

const digest = createHash("sha256").update(style).digest("base64");

/** Headers of every page: no script, no picture, nothing from elsewhere. */
export const pageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
  "cache-control": "no-store",
};

/** A page as a whole document. */
export function documentOf({ title, trail, body, isLive = false }: Page): string {
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${isLive && html`<meta http-equiv="refresh" content="3">`}
<title>${title} · flytepath</title>
<style>${styleText()}</style>
</head>
<body>
<header><nav>${[["/console", "flytepath"] as const, ...trail].map(([href, text]) => html`<a href="${href}">${text}</a>`)}</nav></header>
<main>${body}</main>
</body>
</html>
`;
  return `<!doctype html>\n${page.text}`;
}

function styleText(): Html {
  return html([style] as unknown as TemplateStringsArray);
}
