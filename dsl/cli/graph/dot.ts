import type { Dag } from "../../../lib/dag/index.js";
import { type Box, drawing } from "./edges.js";

const shapes: Readonly<Record<Box["shape"], string>> = {
  task: "box",
  remote: "component",
  workflow: "folder",
  branch: "diamond",
  gate: "octagon",
  array: "box3d",
  end: "circle",
};

/** A Dag in the DOT language of Graphviz, left to right. */
export function toDot(dag: Dag): string {
  const { boxes, arrows } = drawing(dag);
  const lines = [
    `digraph ${quote(dag.ref.name)} {`,
    "  rankdir=LR;",
    ...boxes.map(({ id, label, shape }) => `  ${quote(id)} [label=${quote(label)}, shape=${shapes[shape]}];`),
    ...arrows.map(
      ({ from, to, label }) => `  ${quote(from)} -> ${quote(to)}${label === "" ? "" : ` [label=${quote(label)}]`};`,
    ),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
