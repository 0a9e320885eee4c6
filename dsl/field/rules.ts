import { recordedRules } from "./class-validator.js";
import { inspect } from "./fields.js";
import type { Shape } from "./shape.js";
import type { Class } from "./store.js";

/**
 * The class-validator rules of a field, by its property or its name outside, as short phrases: `must not be less than 0`.
 * A rule that only code can tell is shown by its name.
 */
export function rulesOf(target: Class, field: string): readonly string[] {
  const property = inspect(target).byName.get(field)?.property ?? field;
  return rulesIn(target)
    .filter((rule) => rule.propertyName === property && rule.type === "customValidation")
    .map((rule) => phrase(rule, target));
}

const ruled = new WeakMap<Class, boolean>();

/** Whether a class, or a DTO inside it, has rules at all. */
export function hasRules(target: Class): boolean {
  const known = ruled.get(target);
  if (known !== undefined) return known;
  // Ends recursion: a class inside itself adds no rules of its own.
  ruled.set(target, false);
  const own = rulesIn(target).length > 0;
  const found = own || inspect(target).list.some(({ shape }) => dtosIn(shape).some(hasRules));
  ruled.set(target, found);
  return found;
}

function dtosIn(shape: Shape): readonly Class[] {
  switch (shape.kind) {
    case "dto":
      return [shape.class];
    case "list":
      return dtosIn(shape.element);
    case "map":
      return dtosIn(shape.value);
    case "union":
      return shape.variants.flatMap(dtosIn);
    default:
      return [];
  }
}

type Storage = NonNullable<ReturnType<typeof recordedRules>>;
type Rule = ReturnType<Storage["getTargetValidationMetadatas"]>[number];

function rulesIn(target: Class): readonly Rule[] {
  return recordedRules()?.getTargetValidationMetadatas(target, "", false, false) ?? [];
}

function phrase(rule: Rule, target: Class): string {
  const { message, name = "rule", constraints = [], propertyName } = rule;
  const text = typeof message === "string" ? message : (ownMessage(rule, target) ?? name);
  const filled = constraints.reduce<string>(
    (all, value, index) => all.replaceAll(`$constraint${index + 1}`, String(value)),
    text,
  );
  return filled
    .replaceAll("$property", propertyName)
    .replace(`${propertyName} `, "")
    .replaceAll("$target", target.name);
}

// The built-in rules tell their message through the constraint that they were registered with.
function ownMessage({ constraintCls, constraints, propertyName, each }: Rule, target: Class): string | undefined {
  const [constraint] = recordedRules()?.getTargetValidatorConstraints(constraintCls) ?? [];
  const facts = {
    value: undefined,
    constraints,
    targetName: target.name,
    object: {},
    property: each ? `each value in ${propertyName}` : propertyName,
  };
  try {
    return constraint?.instance.defaultMessage?.(facts);
  } catch {
    return undefined;
  }
}
