import { type FlytepathError, failure } from "../../lib/errors/index.js";
import type { FlowType } from "../../lib/types/index.js";
import { type FieldRecord, recordsOf } from "./field.js";
import { flowTypeOf, type Member } from "./flow-type-of.js";
import { readShape } from "./read-shape.js";
import { isOptional, type Shape, unknownIn } from "./shape.js";
import type { Class } from "./store.js";

/** A field that has been read: where it is, what it is called, and what it can be. */
export interface ReadField extends Member {
  readonly property: string;
  readonly description?: string;
  /** What `new Class()` gives the property; `undefined` without an initialiser. */
  readonly initial: unknown;
  /** Whether callers may leave it out. */
  readonly optional: boolean;
}

/** A class of fields that has been read. */
export interface Fields {
  /** In written order. */
  readonly list: readonly ReadField[];
  readonly byProperty: ReadonlyMap<string, ReadField>;
  readonly byName: ReadonlyMap<string, ReadField>;
  /** Everything that is wrong with the class; its other parts can be used all the same. */
  readonly problems: readonly FlytepathError[];
}

const read = new WeakMap<Class, Fields>();
const reading = new Set<Class>();

/** Reads a class once; `problems` says what is wrong with it. */
export function inspect(target: Class): Fields {
  const known = read.get(target);
  if (known !== undefined) return known;
  reading.add(target);
  try {
    const fields = readClass(target);
    // A class that met itself is known in full only now; what was read meanwhile stays as it is.
    read.set(target, fields);
    return fields;
  } finally {
    reading.delete(target);
  }
}

/** The fields of a class. Fails with the first of its problems. */
export function fieldsOf(target: Class): Fields {
  const fields = inspect(target);
  if (fields.problems[0] !== undefined) throw fields.problems[0];
  return fields;
}

function readClass(target: Class): Fields {
  const problems: FlytepathError[] = [];
  const initial = initialOf(target, problems);
  const list = recordsOf(target).map((record) =>
    readField(target, { record, initial: initial[record.property], problems }),
  );
  const byName = new Map(list.map((field) => [field.name, field]));
  for (const [index, { name, property }] of list.entries()) {
    if (byName.get(name) === list[index]) continue;
    const more = { path: `${target.name}.${property}`, ...whereOf(target, index) };
    problems.push(failure("FIELD_NAME_TAKEN", { class: target.name, field: property, name }, more));
  }
  return { list, byName, byProperty: new Map(list.map((field) => [field.property, field])), problems };
}

function initialOf(target: Class, problems: FlytepathError[]): Readonly<Record<string, unknown>> {
  try {
    // A DTO is read by its property names.
    return new target() as Record<string, unknown>;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    problems.push(
      failure("FIELD_CLASS_UNUSABLE", { class: target.name, why }, { cause, path: target.name, ...whereOf(target, 0) }),
    );
    return {};
  }
}

function whereOf(target: Class, index: number): { readonly at?: ReturnType<FieldRecord["place"]["locate"]> } {
  return { at: recordsOf(target)[index]?.place.locate() };
}

interface Reading {
  readonly record: FieldRecord;
  readonly initial: unknown;
  readonly problems: FlytepathError[];
}

function readField(target: Class, { record, initial, problems }: Reading): ReadField {
  const { property, name = property, description, place } = record;
  const shape = readShape(record.type);
  const facts = { class: target.name, field: property };
  const unknown = unknownIn(shape);
  const more = () => ({ path: `${target.name}.${property}`, at: place.locate() });
  if (unknown !== undefined) {
    problems.push(failure("FIELD_TYPE_UNKNOWN", { ...facts, given: unknown.given }, more()));
  }
  if (!/^[A-Za-z_][\w-]{0,62}$/.test(name) || name === "__proto__") {
    problems.push(failure("FIELD_NAME_REFUSED", { ...facts, name }, more()));
  }
  const optional = initial !== undefined || isOptional(shape);
  const fallback = initial === undefined && optional ? null : initial;
  const type = flowTypeOf(shape, (dto) => membersOf(dto, problems));
  return {
    property,
    name,
    shape,
    type,
    initial,
    optional,
    fallback,
    ...(description === undefined ? {} : { description }),
  };
}

function membersOf(dto: Class, problems: FlytepathError[]): readonly Member[] | undefined {
  if (reading.has(dto)) return undefined;
  const fields = inspect(dto);
  for (const problem of fields.problems) if (!problems.includes(problem)) problems.push(problem);
  return fields.list;
}

/** The Flyte type of a shape by itself. */
export function typeOfShape(shape: Shape): FlowType {
  return flowTypeOf(shape, (dto) => inspect(dto).list);
}
