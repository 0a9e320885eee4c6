import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { repository } from "./sources.js";

const home = join(repository, "spec", "golden", "xgboost");

/** An array of a golden case: its bytes in place or in a gzip file, little-endian, row by row. */
export interface GoldenArray {
  readonly dtype: "f32" | "f64" | "i32" | "u32" | "u8";
  readonly shape: readonly number[];
  readonly base64?: string;
  readonly file?: string;
}

const kinds = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array };

/** The recorded case of a name; its shape is told in spec/golden/xgboost/README.md. */
export function goldenCase<Case>(name: string): Case {
  return JSON.parse(readFileSync(join(home, "cases", name, "case.json"), "utf8")) as Case;
}

/** The values of a recorded array. */
export function goldenValues({ dtype, base64, file }: GoldenArray): InstanceType<(typeof kinds)[typeof dtype]> {
  const bytes = base64 === undefined ? goldenFile(file!) : Buffer.from(base64, "base64");
  return new kinds[dtype](Uint8Array.from(bytes).buffer);
}

/** Numbers of a recorded array as a plain list; float32 bits that were recorded as whole numbers become floats. */
export function goldenNumbers(array: GoldenArray, { bits = false } = {}): number[] {
  const values = goldenValues(array);
  return Array.from(bits && values instanceof Uint32Array ? new Float32Array(values.buffer) : values);
}

/** The unzipped bytes of a file of the golden set. */
export function goldenFile(file: string): Buffer {
  return gunzipSync(readFileSync(join(home, file)));
}
