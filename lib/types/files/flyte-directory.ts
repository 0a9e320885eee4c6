import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { failure } from "../../errors/index.js";
import { FlyteFile, folderFor } from "./flyte-file.js";
import { below, checkName, localPath, nameOf, namesBelow, reach, reachedThrough } from "./reach.js";

const contents = new WeakMap<FlyteDirectory, ReadonlyMap<string, Uint8Array>>();

/** Stands in an empty directory, since storages know files only. */
export const emptyMark = ".keep";

/** A folder of files that travels by its address; `format` is that of the files in it, empty leaves it open. */
export class FlyteDirectory {
  readonly uri: string;
  readonly format: string;

  constructor(uri: string, { format = "" }: { readonly format?: string } = {}) {
    this.uri = uri;
    this.format = format;
  }

  /** A directory of files by name (`a.csv`, `2024/b.csv`), written to the run's storage when its task ends. */
  static fromFiles(
    files: Readonly<Record<string, Uint8Array | string>>,
    { format = "" }: { readonly format?: string } = {},
  ): FlyteDirectory {
    const directory = new FlyteDirectory("", { format });
    const bytes = Object.entries(files).map(
      ([name, content]) => [checkName(name), typeof content === "string" ? Buffer.from(content) : content] as const,
    );
    contents.set(directory, new Map(bytes));
    return directory;
  }

  /** Names of the files, sorted, relative to the directory. */
  async list(): Promise<readonly string[]> {
    const own = contents.get(this);
    const names = own === undefined ? namesBelow(this.uri, await reach(this).list(this.uri)) : [...own.keys()];
    return names.length === 1 && names[0] === emptyMark ? [] : [...names].sort();
  }

  /** A file of the directory; whether it exists shows when it is read. Fails with `BLOB_NAME_REFUSED`. */
  file(name: string): FlyteFile {
    checkName(name);
    const own = contents.get(this);
    const { format } = this;
    if (own === undefined) return reachedThrough(this, new FlyteFile(below(this.uri, name), { format }));
    const content = own.get(name);
    if (content === undefined) throw failure("BLOB_NOT_FOUND", { uri: name });
    return FlyteFile.fromBytes(content, { name: nameOf(name), format });
  }

  /** Path of a copy in `folder`; without one, of the folder itself when it is on this machine, else of a temporary copy. */
  async download(folder?: string): Promise<string> {
    const own = contents.has(this) ? undefined : localPath(this.uri);
    if (own !== undefined && folder === undefined) return own;
    const target = await folderFor(folder);
    for (const name of await this.list()) {
      const path = join(target, checkName(name));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await this.file(name).bytes());
    }
    return target;
  }

  toJSON(): string {
    return this.uri;
  }
}

/** Files that are in memory only. @internal */
export function filesOf(directory: FlyteDirectory): ReadonlyMap<string, Uint8Array> | undefined {
  return contents.get(directory);
}
