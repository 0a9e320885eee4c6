import type { Dag, Node, Target } from "../../../lib/dag/index.js";

/** A box of the drawing. */
export interface Box {
  readonly id: string;
  readonly label: string;
  readonly shape: "task" | "remote" | "workflow" | "branch" | "gate" | "array" | "end";
}

/** An arrow of the drawing; `label` names the data that flows, or is empty where only order is meant. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A Dag as boxes and arrows, in written order; the steps inside a branch are boxes of their own. */
export function drawing(dag: Dag): { readonly boxes: readonly Box[]; readonly arrows: readonly Arrow[] } {
  const boxes: Box[] = [];
  const arrows: Arrow[] = [];
  for (const node of dag.nodes) addNode(dag, node, { boxes, arrows });
  return { boxes, arrows };
}

interface Sheet {
  readonly boxes: Box[];
  readonly arrows: Arrow[];
}

function addNode(
  dag: Dag,
  node: Node,
  sheet: Sheet,
  inside?: { readonly branch: string; readonly label: string },
): void {
  const id = inside === undefined ? node.id : `${inside.branch}-${node.id}`;
  sheet.boxes.push({ id, label: labelOf(dag, node), shape: shapeOf(dag, node.target) });
  if (inside !== undefined) sheet.arrows.push({ from: inside.branch, to: id, label: inside.label });
  for (const from of node.after) sheet.arrows.push({ from, to: id, label: dataBetween(node, from).join(", ") });
  if (node.target.kind !== "branch") return;
  const { cases, otherwise } = node.target;
  for (const [index, { then }] of cases.entries()) {
    addNode(dag, then, sheet, { branch: id, label: index === 0 ? "if" : "else if" });
  }
  if (otherwise !== undefined && "id" in otherwise) addNode(dag, otherwise, sheet, { branch: id, label: "else" });
  if (otherwise !== undefined && "error" in otherwise) {
    sheet.boxes.push({ id: `${id}-fails`, label: otherwise.error, shape: "end" });
    sheet.arrows.push({ from: id, to: `${id}-fails`, label: "else" });
  }
}

function labelOf(dag: Dag, node: Node): string {
  const name = node.name ?? node.id;
  const { target } = node;
  if (target.kind === "task") {
    const task = dag.tasks[target.task]?.ref.name;
    return task === undefined || task === name ? name : `${name}\n${task}`;
  }
  if (target.kind === "sleep") return `${name}\nsleeps ${target.duration}`;
  if (target.kind === "array") return `${name}\nfor each`;
  return name;
}

function shapeOf(dag: Dag, target: Target): Box["shape"] {
  switch (target.kind) {
    case "task":
      return dag.tasks[target.task]?.type.startsWith("flyte_") ? "remote" : "task";
    case "launchPlan":
      return "remote";
    case "sleep":
    case "signal":
    case "approve":
      return "gate";
    default:
      return target.kind;
  }
}

function dataBetween(node: Node, from: string): readonly string[] {
  return Object.entries(node.inputs)
    .filter(([, binding]) => JSON.stringify(binding).includes(`"node":${JSON.stringify(from)}`))
    .map(([input]) => input);
}
