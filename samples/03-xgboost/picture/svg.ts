/** Attributes of an SVG element; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One SVG element as text. Children are markup: put words through {@link text}. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escaped(value!)}"`)
    .join("");
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join("\n")}</${name}>`;
}

/** Words at a place, with what is special in XML written out. */
export function text(x: number, y: number, { words, ...attributes }: Attributes & { readonly words: string }): string {
  return element("text", { x, y, ...attributes }, escaped(words));
}

/** A straight line. */
export function line([x1, y1]: Point, [x2, y2]: Point, attributes: Attributes): string {
  return element("line", { x1, y1, x2, y2, ...attributes });
}

export type Point = readonly [x: number, y: number];

/** A line through points. */
export function path(points: readonly Point[], attributes: Attributes): string {
  const d = points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
  return element("path", { d, fill: "none", ...attributes });
}

// Two decimals are finer than any screen shows.
function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(words: string | number): string {
  return String(words).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
