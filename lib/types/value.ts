import type { Duration } from "./duration.js";
import type { FlyteDirectory } from "./files/flyte-directory.js";
import type { FlyteError } from "./files/flyte-error.js";
import type { FlyteFile } from "./files/flyte-file.js";
import type { FlyteSchema } from "./files/flyte-schema.js";
import type { StructuredDataset } from "./files/structured-dataset.js";

/**
 * What a literal is in JavaScript. An int is a number where that is exact, else a bigint; a datetime a Date; a struct a
 * plain object; none is null; a union is what its variant is.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Duration
  | Uint8Array
  | FlyteFile
  | FlyteDirectory
  | StructuredDataset
  | FlyteSchema
  | FlyteError
  | readonly Value[]
  | { readonly [key: string]: Value };
