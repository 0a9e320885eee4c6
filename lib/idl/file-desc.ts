import type { DescFile } from "@bufbuild/protobuf";
import { fileDesc as describe, type GenFile } from "@bufbuild/protobuf/codegenv2";

/**
 * What a generated file describes itself by. Types are looked for in the files that it names alone: the library would go
 * through all that those name in turn, over and over, which is a fifth of what loading Flyte's messages takes.
 */
export function fileDesc(base64: string, imports: readonly DescFile[] = []): GenFile {
  const file = describe(
    base64,
    imports.map((each) => ({ ...each, dependencies: [] })),
  );
  return Object.assign(file, { dependencies: [...imports] });
}
