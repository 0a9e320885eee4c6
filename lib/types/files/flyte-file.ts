import { copyFile, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkName, localPath, nameOf, reach } from "./reach.js";

const contents = new WeakMap<FlyteFile, { readonly bytes: Uint8Array; readonly name: string }>();

/**
 * A file that travels by its address. `uri` is an `s3://`-like uri, a `file:` uri or a path; it is empty while the
 * content is in memory only. `format` is Flyte's: `csv`, `joblib.dat`; empty leaves it open.
 */
export class FlyteFile {
  readonly uri: string;
  readonly format: string;

  constructor(uri: string, { format = "" }: { readonly format?: string } = {}) {
    this.uri = uri;
    this.format = format;
  }

  /** A file made of bytes or text; it is written to the run's storage when the task that gives it ends. */
  static fromBytes(
    content: Uint8Array | string,
    { name = "file", format = "" }: { readonly name?: string; readonly format?: string } = {},
  ): FlyteFile {
    const file = new FlyteFile("", { format });
    contents.set(file, { bytes: typeof content === "string" ? Buffer.from(content) : content, name: checkName(name) });
    return file;
  }

  /** Name without folders. */
  get name(): string {
    return contents.get(this)?.name ?? nameOf(this.uri);
  }

  /** The whole content. Fails with `BLOB_NOT_FOUND`, or `VALUE_FILE_OUTSIDE_RUN` where no storage reaches the uri. */
  async bytes(): Promise<Uint8Array> {
    return contents.get(this)?.bytes ?? reach(this).read(this.uri);
  }

  /** The whole content as UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes());
  }

  /** Path of a copy in `folder`; without one, of the file itself when it is on this machine, else of a temporary copy. */
  async download(folder?: string): Promise<string> {
    const own = contents.has(this) ? undefined : localPath(this.uri);
    if (own !== undefined && folder === undefined) return own;
    const target = join(await folderFor(folder), checkName(this.name));
    if (own === undefined) await writeFile(target, await this.bytes());
    else await copyFile(own, target);
    return target;
  }

  toJSON(): string {
    return this.uri;
  }
}

/** Content that is in memory only. @internal */
export function contentOf(file: FlyteFile): { readonly bytes: Uint8Array; readonly name: string } | undefined {
  return contents.get(file);
}

/** The given folder, made where it is missing, or a fresh temporary one. @internal */
export async function folderFor(folder: string | undefined): Promise<string> {
  if (folder === undefined) return mkdtemp(join(tmpdir(), "flytepath-"));
  await mkdir(folder, { recursive: true });
  return folder;
}
