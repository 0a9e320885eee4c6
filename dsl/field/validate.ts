import type { ValidationError as Broken } from "class-validator";
import { failure, type Issue } from "../../lib/errors/index.js";
import { classValidator } from "./class-validator.js";
import { inspect } from "./fields.js";
import { hasRules } from "./rules.js";
import type { Shape } from "./shape.js";
import type { Class } from "./store.js";

/**
 * Asks the class-validator rules of a class and of every DTO inside it. Fails with `VALUE_RULE_BROKEN`, whose `issues`
 * name each value and rule. `path` starts the paths; default: the class's name. Rules that answer with a promise are
 * asked by {@link validateAll} alone.
 */
export function validate(target: Class, instance: object, path: string = target.name): void {
  refuse(path, brokenRules(target, instance, path));
}

/** {@link validate}, async rules included. */
export async function validateAll(target: Class, instance: object, path: string = target.name): Promise<void> {
  if (!hasRules(target)) return;
  const found: Issue[] = [];
  for (const subject of subjectsIn(target, instance, path)) {
    const broken = await classValidator().validate(subject.value, { forbidUnknownValues: false });
    found.push(...broken.flatMap((each) => toIssues(each, subject.path)));
  }
  refuse(path, found);
}

/** What {@link validate} would fail with, as a list. */
export function brokenRules(target: Class, instance: object, path: string): readonly Issue[] {
  if (!hasRules(target)) return [];
  return subjectsIn(target, instance, path).flatMap((subject) =>
    classValidator()
      .validateSync(subject.value, { forbidUnknownValues: false })
      .flatMap((each) => toIssues(each, subject.path)),
  );
}

function refuse(subject: string, issues: readonly Issue[]): void {
  if (issues.length === 0) return;
  throw failure("VALUE_RULE_BROKEN", { subject, issues }, { path: issues[0]!.path, issues });
}

// What @ValidateNested finds inside is left out: every DTO is a subject of its own.
function toIssues({ property, constraints = {} }: Broken, path: string): readonly Issue[] {
  return Object.values(constraints).map((message) => ({ path: `${path}.${property}`, message }));
}

interface Subject {
  readonly value: object;
  readonly path: string;
}

// The instance and every DTO inside it, each as an instance of its class.
function subjectsIn(target: Class, instance: object, path: string): readonly Subject[] {
  // Rules are kept by class: a plain object is judged by those of the class it stands for.
  const value = instance instanceof target ? instance : Object.assign(new target(), instance);
  const inside = inspect(target).list.flatMap(({ property, shape }) =>
    subjectsInside(shape, (value as Record<string, unknown>)[property], `${path}.${property}`),
  );
  return [{ value, path }, ...inside];
}

function subjectsInside(shape: Shape, value: unknown, path: string): readonly Subject[] {
  if (typeof value !== "object" || value === null || !mayHoldRules(shape)) return [];
  switch (shape.kind) {
    case "dto":
      return subjectsIn(shape.class, value, path);
    case "list":
      return Array.isArray(value)
        ? value.flatMap((item, index) => subjectsInside(shape.element, item, `${path}[${index}]`))
        : [];
    case "map":
      return Object.entries(value).flatMap(([key, item]) => subjectsInside(shape.value, item, `${path}.${key}`));
    case "union":
      return shape.variants
        .filter((variant) => isOf(variant, value))
        .flatMap((variant) => subjectsInside(variant, value, path));
    default:
      return [];
  }
}

// A long list of numbers is not walked.
function mayHoldRules(shape: Shape): boolean {
  if (shape.kind === "list") return mayHoldRules(shape.element);
  if (shape.kind === "map") return mayHoldRules(shape.value);
  if (shape.kind === "dto") return hasRules(shape.class);
  return shape.kind === "union" && shape.variants.some(mayHoldRules);
}

function isOf(shape: Shape, value: object): boolean {
  return shape.kind === "dto" ? value instanceof shape.class : shape.kind === "list" && Array.isArray(value);
}
