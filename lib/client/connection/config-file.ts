import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { failure, firstLine } from "../../errors/index.js";
import { defined } from "../../types/index.js";
import type { Auth, Connection } from "./connection.js";
import { flag } from "./flag.js";

type Environment = Readonly<Record<string, string | undefined>>;
type Section = Readonly<Record<string, unknown>>;

/**
 * Reads flytectl's and flytekit's config file, with the environment variables (`FLYTE_PLATFORM_URL` …) that flytekit
 * lets win over it; without a file, those alone. Fails with `BACKEND_CONNECTION_MALFORMED`, and for what this client
 * cannot do with `BACKEND_SETTING_UNSUPPORTED`.
 */
export function readConfigFile(file: string | undefined, env: Environment): Connection {
  const source = file ?? "FLYTE_PLATFORM_URL";
  const config = file === undefined ? {} : sectionsOf(file);
  const [admin, task, web] = [section(config.admin), section(config.task), section(config.console)];
  const pick = (name: string, key: string): string | undefined => env[name] ?? textOf(admin[key]);
  const refused = ["httpProxyURL", "proxyCommand"].find((key) => admin[key] !== undefined);
  if (refused !== undefined) throw failure("BACKEND_SETTING_UNSUPPORTED", { source, setting: `admin.${refused}` });

  const endpoint = pick("FLYTE_PLATFORM_URL", "endpoint")?.replace(/^dns:\/\/\//, "");
  if (endpoint === undefined || endpoint === "") throw malformed(source, "admin.endpoint is missing");
  const insecure = flag(pick("FLYTE_PLATFORM_INSECURE", "insecure"), "admin.insecure", source) ?? false;
  const skip = pick("FLYTE_PLATFORM_INSECURE_SKIP_VERIFY", "insecureSkipVerify");
  return defined({
    endpoint: /:\d+$/.test(endpoint) ? endpoint : `${endpoint}:${insecure ? 80 : 443}`,
    insecure,
    insecureSkipVerify: flag(skip, "admin.insecureSkipVerify", source),
    caFile: pick("FLYTE_PLATFORM_CA_CERT_FILE_PATH", "caCertFilePath"),
    console: env.FLYTE_PLATFORM_CONSOLE_ENDPOINT ?? textOf(web.endpoint),
    project: env.FLYTE_LOCAL_PROJECT ?? textOf(task.project),
    domain: env.FLYTE_LOCAL_DOMAIN ?? textOf(task.domain),
    auth: authOf(admin, env),
    source,
  });
}

// As in flytekit, a place for the secret means sign-in by secret, whatever the type says.
function authOf(admin: Section, env: Environment): Auth | undefined {
  const hasSecret =
    ["clientSecretLocation", "clientSecretEnvVar"].some((key) => admin[key] !== undefined) ||
    ["", "_LOCATION", "_ENV_VAR"].some((end) => env[`FLYTE_CREDENTIALS_CLIENT_SECRET${end}`] !== undefined);
  const hasCommand = admin.command !== undefined || env.FLYTE_CREDENTIALS_COMMAND !== undefined;
  const auth = defined({
    mode: env.FLYTE_CREDENTIALS_AUTH_MODE ?? textOf(admin.authType),
    clientId: env.FLYTE_CREDENTIALS_CLIENT_ID ?? textOf(admin.clientId),
    hasSecret: hasSecret ? true : undefined,
    hasCommand: hasCommand ? true : undefined,
  });
  return Object.keys(auth).length === 0 ? undefined : auth;
}

function sectionsOf(file: string): Section {
  if (!/\.ya?ml$/i.test(file))
    throw failure("BACKEND_SETTING_UNSUPPORTED", { source: file, setting: "a config file that is not YAML" });
  try {
    // Loaded on demand: most runs read no config file, and the parser takes longer to load than such a file to read.
    const { parse } = createRequire(import.meta.url)("yaml") as typeof import("yaml");
    return section(parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw malformed(file, `it is no YAML: ${firstLine((cause as Error).message)}`);
  }
}

function section(value: unknown): Section {
  return typeof value === "object" && value !== null ? (value as Section) : {};
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}

function malformed(source: string, why: string) {
  const mend = "Write admin.endpoint (host:port) and admin.insecure (true or false) into it.";
  return failure("BACKEND_CONNECTION_MALFORMED", { source, why, mend });
}
