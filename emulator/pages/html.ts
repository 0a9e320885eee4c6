/** Text that is HTML already; everything else is escaped where it is put in. */
export class Html {
  readonly text: string;

  /** @internal Made by {@link html}. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: texts are escaped, lists are joined, nothing is shown for what is absent. */
export type Part = Html | string | number | false | undefined | readonly Part[];

const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** HTML from a template, whose values are escaped for text and for quoted attributes. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((string, index) => string + shown(parts[index])).join(""));
}

function shown(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "object") return part.map(shown).join("");
  return String(part).replace(/[&<>"']/g, (sign) => signs[sign]!);
}

/** A link, where the address leads to a page; its text alone where it leads anywhere else, as to a script. */
export function link(address: string, text: string): Html {
  if (!/^(https?:\/\/|\/(?!\/))/i.test(address)) return html`<span title="${address}">${text}</span>`;
  return html`<a href="${address}">${text}</a>`;
}
