import { digest, type Task } from "../../dag/index.js";
import type { Literal, Literals, Variables } from "../../types/index.js";

/** What finds the outputs of a task again, and what it was made of. */
export interface CacheKey {
  readonly key: string;
  /** Digests by `task`, `version`, `interface` and `inputs.<name>`: where two keys differ, one of these does. */
  readonly parts: Readonly<Record<string, string>>;
}

/**
 * The key under which the outputs of a task are kept: its name and interface, the version of its cache, and its inputs.
 * Files count by their content where `digestFile` can tell it, else by their uri; a literal's own `hash` stands for it.
 */
export async function cacheKeyOf(
  { ref, interface: declared, cache }: Task,
  inputs: Literals,
  digestFile: ((uri: string) => Promise<string>) | undefined,
): Promise<CacheKey> {
  const ignored = new Set(cache?.ignoreInputs);
  const names = Object.keys(inputs).filter((name) => !ignored.has(name));
  const values = await Promise.all(
    names.map(async (name) => [`inputs.${name}`, digest(await told(inputs[name]!, digestFile))] as const),
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

async function told(literal: Literal, digestFile: ((uri: string) => Promise<string>) | undefined): Promise<unknown> {
  if (literal.hash !== undefined) return { hash: literal.hash };
  switch (literal.kind) {
    case "list":
      return { list: await Promise.all(literal.items.map((item) => told(item, digestFile))) };
    case "map": {
      const entries = Object.entries(literal.entries).map(async ([key, item]) => [key, await told(item, digestFile)]);
      return { map: Object.fromEntries(await Promise.all(entries)) };
    }
    case "union":
      return { union: await told(literal.value, digestFile) };
    case "blob":
    case "structuredDataset":
    case "schema": {
      const { uri, metadata: _, ...kind } = literal;
      return { ...kind, content: digestFile === undefined ? uri : await digestFile(uri) };
    }
    default: {
      const { metadata: _, ...value } = literal;
      return value;
    }
  }
}
