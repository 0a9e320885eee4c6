import { createRequire } from "node:module";
import type * as ClassValidator from "class-validator";

type Storage = ReturnType<typeof ClassValidator.getMetadataStorage>;

// Where every copy of class-validator keeps the rules of all classes.
const shared = globalThis as { classValidatorMetadataStorage?: Storage };

/** The rules that decorators have recorded; absent where nobody has loaded class-validator, which takes its time. */
export function recordedRules(): Storage | undefined {
  return shared.classValidatorMetadataStorage;
}

let loaded: typeof ClassValidator | undefined;

/** The library itself, loaded when the first rule is asked. */
export function classValidator(): typeof ClassValidator {
  loaded ??= createRequire(import.meta.url)("class-validator") as typeof ClassValidator;
  return loaded;
}
