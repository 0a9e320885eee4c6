import { digest, type Task } from "../../dag/index.js";
import type { Literals, Variables } from "../../types/index.js";
import { contentOf, type DigestFile } from "./content.js";

/** What finds the outputs of a task again, and what it was made of. */
export interface CacheKey {
  readonly key: string;
  /** Digests by `task`, `version`, `interface` and `inputs.<name>`: where two keys differ, one of these does. */
  readonly parts: Readonly<Record<string, string>>;
}

/** Finds the key of a task's outputs. */
export type CacheKeyOf = (task: Task, inputs: Literals) => CacheKey | Promise<CacheKey>;

/** Keys by content: file by file where their digest can be told. */
export function contentKeys(digestFile: DigestFile | undefined): CacheKeyOf {
  return (task, inputs) => cacheKeyOf(task, inputs, digestFile);
}

/**
 * The key under which the outputs of a task are kept: its name and interface, the version of its cache, and its inputs.
 * Files count by their content where `digestFile` can tell it, else by their uri, also those
 * inside objects whose type names them; a literal's own `hash` stands for it.
 */
export async function cacheKeyOf(
  { ref, interface: declared, cache }: Task,
  inputs: Literals,
  digestFile: DigestFile | undefined,
): Promise<CacheKey> {
  const ignored = new Set(cache?.ignoreInputs);
  const names = Object.keys(inputs).filter((name) => !ignored.has(name));
  const values = await Promise.all(
    names.map(async (name) => {
      const content = await contentOf(inputs[name]!, declared.inputs[name]?.type, digestFile);
      return [`inputs.${name}`, digest(content)] as const;
    }),
  );
  const parts = {
    task: [ref.project, ref.domain, ref.name].filter((part) => part !== undefined).join(":"),
    version: cache?.version ?? "",
    interface: digest({ inputs: typesOf(declared.inputs), outputs: typesOf(declared.outputs) }),
    ...Object.fromEntries(values),
  };
  return { key: digest(parts), parts };
}

// Descriptions are for people.
function typesOf(variables: Variables): unknown {
  return Object.fromEntries(Object.entries(variables).map(([name, { type }]) => [name, type]));
}
