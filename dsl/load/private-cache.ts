import { createHash, randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

/** Texts kept from run to run, for one user of the machine. What cannot be read is not there; what cannot be written is lost. */
export interface Cache {
  read(key: string): string | undefined;
  write(key: string, text: string): void;
}

/** The cache of this user, below `$XDG_CACHE_HOME` or the folder for temporary files; none where its folder is not the user's alone. */
export function openCache(): Cache | undefined {
  try {
    const folder = folderOfUser();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return isPrivate(folder) ? cacheIn(folder) : undefined;
  } catch {
    return undefined;
  }
}

/** The hex SHA-256 of a text. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function folderOfUser(): string {
  const { XDG_CACHE_HOME: home } = process.env;
  if (home !== undefined && isAbsolute(home)) return join(home, "flytepath");
  return join(tmpdir(), `flytepath-${process.getuid?.() ?? "user"}`);
}

function isPrivate(folder: string): boolean {
  const stats = lstatSync(folder);
  // Windows has no such owners; its folder for temporary files is the user's own.
  if (process.getuid === undefined) return stats.isDirectory();
  return stats.isDirectory() && stats.uid === process.getuid() && (stats.mode & 0o077) === 0;
}

// An entry begins with the digest of what follows, so that half an entry is none.
function cacheIn(folder: string): Cache {
  return {
    read(key) {
      try {
        const entry = readFileSync(join(folder, key), "utf8");
        const text = entry.slice(65);
        return entry.slice(0, 65) === `${digestOf(text)}\n` ? text : undefined;
      } catch {
        return undefined;
      }
    },
    write(key, text) {
      try {
        const draft = join(folder, `${key}.${randomUUID()}`);
        writeFileSync(draft, `${digestOf(text)}\n${text}`, { mode: 0o600, flag: "wx" });
        renameSync(draft, join(folder, key));
      } catch {
        // The next run does without.
      }
    },
  };
}
