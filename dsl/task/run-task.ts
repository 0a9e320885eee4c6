import { failure } from "../../lib/errors/index.js";
import { bindFiles, deliverFiles, type FileAccess, type FlowType, type Literals } from "../../lib/types/index.js";
import { type AnyClass, type Class, dehydrate, fieldsOf, hydrate, validateAll } from "../field/index.js";
import { type AnyTaskClass, taskOf } from "./task.js";
import type { TaskContext } from "./task-context.js";

/**
 * Runs a task's body once: its inputs are built and judged by their rules, and so are its outputs. Files inside the
 * inputs are given what reads them, and files that the body made are delivered through `files` before it counts as done.
 */
export async function runTask(
  target: AnyClass,
  given: Literals,
  ctx: TaskContext,
  files: FileAccess,
): Promise<Literals> {
  const task = taskOf(target);
  if (task === undefined) throw failure("TASK_UNDECORATED", { class: target.name });

  const inputs = hydrate(task.inputs, given, `${task.name}.inputs`);
  bindFiles(inputs, files);
  await validateAll(task.inputs, inputs, `${task.name}.inputs`);

  // The decorator saw to it that `run` takes what the class of the inputs makes.
  const body = new (target as AnyTaskClass)() as { run(inputs: object, ctx: TaskContext): unknown };
  const nothing = fieldsOf(task.outputs).list.length === 0 ? {} : undefined;
  const result = (await body.run(inputs, ctx)) ?? nothing;

  // A value of another type is told as such before a rule is asked about it.
  const delivered = await deliverFiles(result, files, { type: typeOfResult(task.outputs) });
  const outputs = dehydrate(task.outputs, delivered, `${task.name}.outputs`);
  await validateAll(task.outputs, delivered as object, `${task.name}.outputs`);
  return outputs;
}

// By property, as the body gives it: tables without columns of their own take the declared ones.
function typeOfResult(outputs: Class): FlowType {
  const fields = fieldsOf(outputs).list.map(({ property, type }) => [property, type] as const);
  return { kind: "struct", structure: { fields: Object.fromEntries(fields) } };
}
