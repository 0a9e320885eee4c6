import { type FlowType, type Json, type Literal, toJson } from "../../types/index.js";

/** Digest of the content behind a uri. */
export type DigestFile = (uri: string) => Promise<string>;

/** What counts of a value in a cache key, as data to be digested. */
export async function contentOf(
  literal: Literal,
  type: FlowType | undefined,
  digestFile: DigestFile | undefined,
): Promise<unknown> {
  if (literal.hash !== undefined) return { hash: literal.hash };
  switch (literal.kind) {
    case "list": {
      const element = type?.kind === "list" ? type.element : undefined;
      return { list: await Promise.all(literal.items.map((item) => contentOf(item, element, digestFile))) };
    }
    case "map": {
      const value = type?.kind === "map" ? type.value : undefined;
      const entries = Object.entries(literal.entries).map(
        async ([key, item]) => [key, await contentOf(item, value, digestFile)] as const,
      );
      return { map: Object.fromEntries(await Promise.all(entries)) };
    }
    case "union":
      return { union: await contentOf(literal.value, literal.type, digestFile) };
    case "blob":
    case "structuredDataset":
    case "schema": {
      const { uri, metadata: _, ...kind } = literal;
      return { ...kind, content: digestFile === undefined ? uri : await digestFile(uri) };
    }
    case "binary":
    case "struct":
      // Only objects that hold files are read: all others count as they are, where an int is no float.
      if (digestFile !== undefined && type !== undefined && holdsFiles(type)) {
        return { object: await withContents(toJson(literal), type, digestFile) };
      }
  }
  const { metadata: _, ...value } = literal;
  return value;
}

function holdsFiles(type: FlowType): boolean {
  if (isFile(type)) return true;
  if (type.kind === "list") return holdsFiles(type.element);
  if (type.kind === "map") return holdsFiles(type.value);
  if (type.kind === "union") return type.variants.some(holdsFiles);
  return Object.values(type.structure?.fields ?? {}).some(holdsFiles);
}

// Files in objects are objects that hold their uri, as flytekit packs them.
async function withContents(json: Json, type: FlowType, digestFile: DigestFile): Promise<unknown> {
  if (json === null || typeof json !== "object" || !holdsFiles(type)) return json;
  if (type.kind === "union") return await withContents(json, type.variants.find(holdsFiles)!, digestFile);
  if (Array.isArray(json)) {
    const element = type.kind === "list" ? type.element : type;
    return await Promise.all(json.map((item: Json) => withContents(item, element, digestFile)));
  }
  const fields = json as Readonly<Record<string, Json>>;
  if (isFile(type)) {
    const uri = fields.path ?? fields.uri ?? fields.remote_path;
    return typeof uri === "string" ? { content: await digestFile(uri) } : json;
  }
  const named = type.kind === "map" ? undefined : type.structure?.fields;
  const entries = Object.entries(fields).map(async ([key, value]) => {
    const inner = type.kind === "map" ? type.value : named?.[key];
    return [key, inner === undefined ? value : await withContents(value, inner, digestFile)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function isFile({ kind }: FlowType): boolean {
  return kind === "blob" || kind === "structuredDataset" || kind === "schema";
}
