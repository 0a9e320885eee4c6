import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SecretRequest } from "../../../lib/dag/index.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables that secrets of the emulator's own environment begin with. */
export function secretPrefix({ FLYTE_SECRETS_ENV_PREFIX: prefix }: Variables): string {
  return prefix || "_FSEC_";
}

/**
 * Gives an attempt the secrets that its task asks for, and no other: as variables, and as files below `folder`. They come from
 * where flytekit looks for them: variables of the emulator's environment, and files below its FLYTE_SECRETS_DEFAULT_DIR. One
 * that is not there is left for the task to miss.
 */
export async function giveSecrets(
  requests: readonly SecretRequest[],
  base: Variables,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const given: Record<string, string> = { FLYTE_SECRETS_DEFAULT_DIR: folder };
  for (const request of requests) {
    const { group = "", groupVersion = "", key, mount, envVar } = request;
    const names = [group, groupVersion, key].filter((name) => name !== "");
    const variable = secretPrefix(base) + names.join("_").toUpperCase();
    const file = names.map((name) => name.toLowerCase());
    file.push((base.FLYTE_SECRETS_FILE_PREFIX ?? "") + file.pop()!);
    const value = await find(base, variable, join(base.FLYTE_SECRETS_DEFAULT_DIR || "/etc/secrets", ...file));
    if (value === undefined) continue;
    if (mount !== "file") given[variable] = value.toString();
    if (envVar !== undefined && envVar !== "") given[envVar] = value.toString();
    if (mount !== "env") await put(join(folder, ...file), value);
  }
  return given;
}

async function find(base: Variables, variable: string, file: string): Promise<Buffer | undefined> {
  const value = base[variable];
  if (value !== undefined) return Buffer.from(value);
  return await readFile(file).catch(() => undefined);
}

async function put(path: string, value: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(path, value, { mode: 0o600 });
}
