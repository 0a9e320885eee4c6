import type { Dag } from "../../../lib/dag/index.js";
import { type Box, drawing } from "./edges.js";

const shapes: Readonly<Record<Box["shape"], readonly [string, string]>> = {
  task: ["[", "]"],
  remote: ["[[", "]]"],
  workflow: ["[/", "/]"],
  branch: ["{", "}"],
  gate: ["([", "])"],
  array: ["[(", ")]"],
  end: ["((", "))"],
};

/** A Dag as a Mermaid flowchart, left to right. */
export function toMermaid(dag: Dag): string {
  const { boxes, arrows } = drawing(dag);
  const lines = [
    "flowchart LR",
    ...boxes.map(({ id, label, shape }) => `  ${id}${shapes[shape][0]}${quote(label)}${shapes[shape][1]}`),
    ...arrows.map(({ from, to, label }) => `  ${from} -->${label === "" ? "" : `|${quote(label)}|`} ${to}`),
  ];
  return `${lines.join("\n")}\n`;
}

function quote(text: string): string {
  return `"${text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll("\n", "<br/>")}"`;
}
