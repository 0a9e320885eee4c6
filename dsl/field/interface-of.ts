import type { Interface, Variables } from "../../lib/types/index.js";
import { fieldsOf } from "./fields.js";
import type { Class } from "./store.js";

/** A class without fields: the inputs or outputs of what takes or gives none. */
export class Nothing {}

// What a class says of the outside: its fields as variables, in written order.
function variablesOf(target: Class): Variables {
  return Object.fromEntries(
    fieldsOf(target).list.map(({ name, type, description }) => [
      name,
      description === undefined ? { type } : { type, description },
    ]),
  );
}

/** The interface that two classes of fields make. Fails with `FIELD_TYPE_UNKNOWN` and the other codes of fields. */
export function interfaceOf(inputs: Class, outputs: Class): Interface {
  return { inputs: variablesOf(inputs), outputs: variablesOf(outputs) };
}
