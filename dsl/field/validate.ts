import { type ValidationError as Broken, validateSync } from "class-validator";
import { failure, type Issue } from "../../lib/errors/index.js";
import { inspect } from "./fields.js";
import type { Shape } from "./shape.js";
import type { Class } from "./store.js";

/**
 * Asks the class-validator rules of a class and of every DTO inside it. Fails with `VALUE_RULE_BROKEN`, whose `issues`
 * name each value and rule. `path` starts the paths; default: the class's name.
 */
export function validate(target: Class, instance: object, path: string = target.name): void {
  const issues = issuesOf(target, instance, path);
  if (issues.length === 0) return;
  throw failure("VALUE_RULE_BROKEN", { subject: path, issues }, { path: issues[0]!.path, issues });
}

function issuesOf(target: Class, instance: object, path: string): readonly Issue[] {
  // Rules are kept by class: a plain object with the same properties is judged by those of the class it stands for.
  const subject = instance instanceof target ? instance : Object.assign(new target(), instance);
  const own = validateSync(subject, { forbidUnknownValues: false }).flatMap((broken) => toIssues(broken, path));
  const nested = inspect(target).list.flatMap(({ property, shape }) =>
    issuesInside(shape, (subject as Record<string, unknown>)[property], `${path}.${property}`),
  );
  return [...own, ...nested];
}

function toIssues({ property, constraints, children }: Broken, path: string): readonly Issue[] {
  const here = `${path}.${property}`;
  const messages = Object.values(constraints ?? {}).map((message) => ({ path: here, message }));
  return [...messages, ...(children ?? []).flatMap((child) => toIssues(child, here))];
}

function issuesInside(shape: Shape, value: unknown, path: string): readonly Issue[] {
  if (value === undefined || value === null || !mayHoldDto(shape)) return [];
  switch (shape.kind) {
    case "dto":
      return typeof value === "object" ? issuesOf(shape.class, value, path) : [];
    case "list":
      return Array.isArray(value)
        ? value.flatMap((item, index) => issuesInside(shape.element, item, `${path}[${index}]`))
        : [];
    case "map":
      return Object.entries(value).flatMap(([key, item]) => issuesInside(shape.value, item, `${path}.${key}`));
    case "union":
      return shape.variants
        .filter((variant) => isOf(variant, value))
        .flatMap((variant) => issuesInside(variant, value, path));
    default:
      return [];
  }
}

// A long list of numbers is not walked.
function mayHoldDto(shape: Shape): boolean {
  if (shape.kind === "list") return mayHoldDto(shape.element);
  if (shape.kind === "map") return mayHoldDto(shape.value);
  return shape.kind === "dto" || (shape.kind === "union" && shape.variants.some(mayHoldDto));
}

function isOf(shape: Shape, value: unknown): boolean {
  return shape.kind === "dto" ? value instanceof shape.class : shape.kind === "list" && Array.isArray(value);
}
