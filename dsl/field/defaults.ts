import { type FlytepathError, failure, ValidationError } from "../../lib/errors/index.js";
import type { Literal, Literals } from "../../lib/types/index.js";
import { literalOf } from "./dehydrate.js";
import { recordsOf } from "./field.js";
import { inspect } from "./fields.js";
import type { Class } from "./store.js";

/** Literals for the fields of a class that callers may leave out. */
export interface Defaults {
  /** By the names of the wire. */
  readonly literals: Literals;
  readonly problems: readonly FlytepathError[];
}

const known = new WeakMap<Class, Defaults>();

/** What the initialisers of a class give, and none for its optional fields. `problems` names those that do not fit. */
export function defaultsOf(target: Class): Defaults {
  const before = known.get(target);
  if (before !== undefined) return before;
  const literals: Record<string, Literal> = {};
  const problems: FlytepathError[] = [];
  for (const field of inspect(target).list) {
    if (!field.optional || field.shape.kind === "unknown") continue;
    try {
      literals[field.name] = literalOf(field.initial, field, `${target.name}.${field.property}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const at = recordsOf(target)
        .find(({ property }) => property === field.property)
        ?.place.locate();
      const facts = { class: target.name, field: field.property, why: error.plainMessage };
      problems.push(
        failure("FIELD_DEFAULT_REFUSED", facts, { at, path: `${target.name}.${field.property}`, cause: error }),
      );
    }
  }
  const defaults = { literals, problems };
  known.set(target, defaults);
  return defaults;
}
