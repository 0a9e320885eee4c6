import { readFile } from "node:fs/promises";
import { failure } from "../../errors/index.js";
import type { Column, FlowType } from "../flow-type.js";
import type { FileAccess } from "./file-access.js";
import { type FileValue, findFiles, rebuild, variantsOf } from "./file-values.js";
import { emptyMark, FlyteDirectory, filesOf } from "./flyte-directory.js";
import { contentOf, FlyteFile } from "./flyte-file.js";
import { FlyteSchema } from "./flyte-schema.js";
import { bind, localPath, markReceived, mustBeWritten } from "./reach.js";
import { inferColumns, type Row } from "./row.js";
import { rowsOf, StructuredDataset } from "./structured-dataset.js";

/** Gives every file value inside a value what it needs for `bytes()`, `download()` and `rows()`. */
export function bindFiles(value: unknown, access: FileAccess): void {
  for (const [file] of findFiles(value)) bind(file, access);
}

/** What is known of a value whose files are delivered. */
export interface Delivery {
  /** Leads the names of its files; give it where several values are delivered to one place. */
  readonly name?: string;
  /** What the value is declared as: tables without columns of their own are written with the declared ones. */
  readonly type?: FlowType;
}

/**
 * Writes every file value that is in memory or on this machine, and gives the value with these replaced by ones whose
 * uri is final; what holds no such file is given back as it is. Names are unique inside the value.
 */
export async function deliverFiles(
  value: unknown,
  access: FileAccess,
  { name = "", type }: Delivery = {},
): Promise<unknown> {
  const replaced = new Map<object, unknown>();
  const taken = new Set<string>();
  for (const [file, { trail, type: declared }] of findFiles(value, type)) {
    const delivered = await deliver(file, access, { name: unique([name, ...trail], taken), type: declared });
    if (delivered === undefined) continue;
    bind(delivered, access);
    replaced.set(file, markReceived(delivered));
  }
  return replaced.size === 0 ? value : rebuild(value, replaced);
}

function unique(parts: readonly string[], taken: Set<string>): string {
  const wanted = parts.filter((part) => part !== "").join("/");
  let name = wanted;
  for (let again = 2; taken.has(name); again += 1) name = `${wanted}-${again}`;
  taken.add(name);
  return name;
}

async function deliver(
  file: FileValue,
  access: FileAccess,
  { name, type }: { readonly name: string; readonly type: FlowType | undefined },
): Promise<FileValue | undefined> {
  const under = (part: string) => (name === "" ? part : `${name}/${part}`);
  if (file instanceof FlyteFile) {
    const { format } = file;
    const content = contentOf(file);
    if (content === undefined && !mustBeWritten(file, access)) return undefined;
    const bytes = content?.bytes ?? (await readLocal(file.uri));
    return new FlyteFile(await access.write(under(file.name), bytes), { format });
  }
  if (file instanceof FlyteDirectory) {
    if (filesOf(file) === undefined && !mustBeWritten(file, access)) return undefined;
    return deliverDirectory(file, access, under("files"));
  }
  if (file instanceof FlyteSchema || rowsOf(file) === undefined) return undefined;
  return deliverTable(settled(file, type), access, under("table"));
}

async function deliverDirectory(directory: FlyteDirectory, access: FileAccess, name: string): Promise<FlyteDirectory> {
  const names = await directory.list();
  let uri = names.length === 0 ? above(await access.write(`${name}/${emptyMark}`, new Uint8Array()), emptyMark) : "";
  for (const part of names) {
    uri = above(await access.write(`${name}/${part}`, await directory.file(part).bytes()), part);
  }
  return new FlyteDirectory(uri, { format: directory.format });
}

// A table's own columns and format come first, then the declared ones, then what the rows show.
function settled(table: StructuredDataset, type: FlowType | undefined): TableToWrite {
  const declared = variantsOf(type).find((variant) => variant.kind === "structuredDataset");
  const rows = rowsOf(table)!;
  const known = table.columns.length > 0 ? table.columns : (declared?.columns ?? []);
  return {
    rows,
    columns: known.length > 0 ? known : inferColumns(rows),
    format: (table.format || declared?.format || "parquet").toLowerCase(),
  };
}

interface TableToWrite {
  readonly rows: readonly Row[];
  readonly columns: readonly Column[];
  readonly format: string;
}

async function deliverTable(
  { rows, columns, format }: TableToWrite,
  access: FileAccess,
  name: string,
): Promise<StructuredDataset> {
  const { tables } = access;
  if (tables?.formats.includes(format) !== true) {
    throw failure("VALUE_TABLE_FORMAT_UNKNOWN", { format, known: tables?.formats ?? [] });
  }
  const part = format === "csv" ? ".csv" : "00000";
  const uri = await access.write(`${name}/${part}`, await tables.write(rows, format, columns));
  return new StructuredDataset(above(uri, part), { columns, format });
}

// The uri of a written name ends in its parts, though maybe encoded.
function above(uri: string, part: string): string {
  return uri.split("/").slice(0, -part.split("/").length).join("/");
}

async function readLocal(uri: string): Promise<Uint8Array> {
  try {
    return await readFile(localPath(uri)!);
  } catch (cause) {
    throw failure("BLOB_NOT_FOUND", { uri }, { cause });
  }
}
