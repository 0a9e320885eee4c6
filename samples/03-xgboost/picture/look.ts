/** Colours of Okabe and Ito, which people with any kind of colour vision tell apart, and greys. */
export const colours = {
  train: "#0072b2",
  validation: "#d55e00",
  bar: "#009e73",
  ink: "#1f2933",
  quiet: "#5f6c7b",
  grid: "#e4e9ee",
  shade: "#f3f5f7",
  paper: "#ffffff",
} as const;

/** Text styles. */
export const fonts = {
  title: { "font-size": 24, "font-weight": 650, fill: colours.ink },
  subtitle: { "font-size": 15, fill: colours.quiet },
  heading: { "font-size": 17, "font-weight": 600, fill: colours.ink },
  label: { "font-size": 13.5, fill: colours.ink },
  axis: { "font-size": 12.5, fill: colours.quiet },
} as const;

/** Where a chart has its place. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
