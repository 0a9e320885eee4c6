import { failure } from "../../lib/errors/index.js";
import type { Literal, Literals } from "../../lib/types/index.js";
import { createFindings, type Findings } from "./collect.js";
import { type Fields, fieldsOf, inspect, type ReadField } from "./fields.js";
import { isPlain, type Shape } from "./shape.js";
import type { Class } from "./store.js";
import { toLiteral } from "../../lib/types/index.js";

/**
 * Makes literals of an instance, or of a plain object with the same properties. A property without a value takes its
 * default. Fails with `FIELD_VALUE_MISSING`, `FIELD_VALUE_UNKNOWN` or what `toLiteral` says; with `VALUE_REFUSED` when
 * several values are not accepted. `path` starts the paths in messages; default: the class's name.
 */
export function dehydrate(target: Class, instance: unknown, path: string = target.name): Literals {
  const fields = fieldsOf(target);
  const findings = createFindings();
  const literals: Record<string, Literal> = {};
  const given = read(instance, { fields, target, path, findings });
  for (const field of fields.list) {
    if (!given.has(field)) continue;
    const at = `${path}.${field.property}`;
    findings.attempt(() => {
      literals[field.name] = toLiteral(toPlain(field.shape, given.get(field), { path: at, findings }), field.type, at);
    });
  }
  findings.settle(path);
  return literals;
}

/** A value of one field's shape as a literal. Fails like {@link dehydrate}. */
export function literalOf(value: unknown, { shape, type }: Pick<ReadField, "shape" | "type">, path: string): Literal {
  const findings = createFindings();
  const plain = toPlain(shape, value, { path, findings });
  findings.settle(path);
  return toLiteral(plain, type, path);
}

interface Place {
  readonly path: string;
  readonly findings: Findings;
}

// Values by field, with defaults filled in; what is missing or unknown is a finding.
function read(
  instance: unknown,
  { fields, target, path, findings }: Place & { readonly fields: Fields; readonly target: Class },
): ReadonlyMap<ReadField, unknown> {
  if (typeof instance !== "object" || instance === null) {
    findings.add(failure("FIELD_VALUES_EXPECTED", { class: target.name, given: nameOf(instance) }, { path }));
    return new Map();
  }
  for (const key of Object.keys(instance)) {
    if (fields.byProperty.has(key)) continue;
    const known = fields.list.map(({ property }) => property);
    findings.add(failure("FIELD_VALUE_UNKNOWN", { class: target.name, name: key, known }, { path: `${path}.${key}` }));
  }
  const values = new Map<ReadField, unknown>();
  for (const field of fields.list) {
    // A DTO is read by its property names.
    const value = (instance as Record<string, unknown>)[field.property] ?? field.initial;
    if (value !== undefined || field.optional) values.set(field, value);
    else {
      const facts = { class: target.name, name: field.property };
      findings.add(failure("FIELD_VALUE_MISSING", facts, { path: `${path}.${field.property}` }));
    }
  }
  return values;
}

// DTOs inside a value become plain objects by the names of the wire; everything else is left to `toLiteral`.
function toPlain(shape: Shape, value: unknown, place: Place): unknown {
  if (value === undefined || value === null) return value;
  if (shape.kind === "list" && Array.isArray(value)) {
    if (isPlain(shape.element)) return value;
    return value.map((item, index) => toPlain(shape.element, item, { ...place, path: `${place.path}[${index}]` }));
  }
  if (shape.kind === "map" && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        toPlain(shape.value, item, { ...place, path: `${place.path}.${key}` }),
      ]),
    );
  }
  if (shape.kind === "dto" && isObject(value)) return toPlainDto(shape.class, value, place);
  if (shape.kind !== "union") return value;
  const variant = shape.variants.find((candidate) => fits(candidate, value));
  return variant === undefined ? value : toPlain(variant, value, place);
}

function toPlainDto(target: Class, value: object, { path, findings }: Place): unknown {
  const given = read(value, { fields: inspect(target), target, path, findings });
  return Object.fromEntries(
    [...given].map(([field, item]) => [
      field.name,
      toPlain(field.shape, item, { path: `${path}.${field.property}`, findings }),
    ]),
  );
}

/** Whether a value has the outer form of a variant: enough to choose one whose inside has DTOs. */
function fits(shape: Shape, value: unknown): boolean {
  if (shape.kind === "list") return Array.isArray(value);
  if (shape.kind === "dto") return value instanceof shape.class || isPlainObject(value);
  return shape.kind === "map" && isPlainObject(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPlainObject(value: unknown): boolean {
  return isObject(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function nameOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
