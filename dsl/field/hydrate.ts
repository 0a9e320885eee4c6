import { failure } from "../../lib/errors/index.js";
import { type Literals, toValue } from "../../lib/types/index.js";
import { createFindings } from "./collect.js";
import { fieldsOf, inspect, type ReadField } from "./fields.js";
import { isPlain, type Shape } from "./shape.js";
import type { Class } from "./store.js";

/**
 * Builds an instance from literals; what they leave out keeps the default. Fails with `FIELD_VALUE_MISSING`,
 * `FIELD_VALUE_UNKNOWN` or what `toValue` says; with `VALUE_REFUSED` when several values are not accepted.
 */
export function hydrate<T extends object>(target: Class<T>, literals: Literals, path: string = target.name): T {
  const fields = fieldsOf(target);
  const findings = createFindings();
  const instance = new target();
  for (const field of fields.list) {
    const literal = literals[field.name];
    const facts = { class: target.name, name: field.name };
    if (literal !== undefined) {
      findings.attempt(() => {
        const value = revive(field.shape, toValue(literal, field.type, `${path}.${field.property}`));
        put(instance, field, value);
      });
    } else if (!field.optional) {
      findings.add(failure("FIELD_VALUE_MISSING", facts, { path: `${path}.${field.property}` }));
    }
  }
  const known = fields.list.map(({ name }) => name);
  for (const name of Object.keys(literals)) {
    if (fields.byName.has(name)) continue;
    findings.add(failure("FIELD_VALUE_UNKNOWN", { class: target.name, name, known }, { path: `${path}.${name}` }));
  }
  findings.settle(path);
  return instance;
}

// Objects by the names of the wire become DTOs again; nothing is `undefined`.
function revive(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (shape.kind === "list" && Array.isArray(value)) {
    return isPlain(shape.element) ? value : value.map((item) => revive(shape.element, item));
  }
  if (shape.kind === "map" && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(shape.value, item)]));
  }
  if (shape.kind === "dto" && isObject(value)) return reviveDto(shape.class, value);
  if (shape.kind !== "union") return value;
  const variant = shape.variants.find((candidate) => fits(candidate, value));
  return variant === undefined ? value : revive(variant, value);
}

function reviveDto(target: Class, value: object): object {
  const instance = new target();
  const { byName } = inspect(target);
  for (const [name, item] of Object.entries(value)) {
    const field = byName.get(name);
    if (field !== undefined) put(instance, field, revive(field.shape, item));
  }
  return instance;
}

// None that is given takes the place of a default.
function put(instance: object, { property, initial }: ReadField, value: unknown): void {
  if (value !== undefined || initial !== undefined) Object.assign(instance, { [property]: value });
}

function fits(shape: Shape, value: unknown): boolean {
  if (shape.kind === "list") return Array.isArray(value);
  if (shape.kind === "map") return isObject(value);
  return (
    shape.kind === "dto" && isObject(value) && Object.keys(value).every((name) => inspect(shape.class).byName.has(name))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}
