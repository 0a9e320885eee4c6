import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { failure } from "../../errors/index.js";
import { defined } from "../../types/index.js";
import { parseAirflowConnection } from "./airflow-connection.js";
import { readConfigFile } from "./config-file.js";
import type { Connection } from "./connection.js";
import { isFlyteUri, parseFlyteUri } from "./flyte-uri.js";

/**
 * The settings behind a connection's id, or behind an address (`grpc://host:port`) itself, with the token that
 * `FLYTEPATH_TOKEN` holds. An id is looked for in
 * `FLYTE_CONN_<ID>`, `AIRFLOW_CONN_<ID>`, `~/.flyte/config-<id>.yaml`, the file that `FLYTECTL_CONFIG` names, and
 * `~/.flyte/config.yaml`; the first that is there is used. Fails with `BACKEND_CONNECTION_UNKNOWN`, which lists them.
 */
export function findConnection(
  id: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  home: string = env.HOME ?? homedir(),
): Connection {
  // An address is told by whoever calls, so that the token goes to nobody else.
  if (isFlyteUri(id)) return defined({ ...parseFlyteUri(id), token: env.FLYTEPATH_TOKEN || undefined });
  if (/[:/]/.test(id))
    throw failure("BACKEND_CONNECTION_MALFORMED", {
      source: JSON.stringify(id),
      why: "it is neither the id of a connection nor an address that says whether TLS is used",
      mend: `Write grpc://${id.replace(/^\w*:\/+/, "")} without TLS, or grpcs:// with it.`,
    });
  const flyteName = `FLYTE_CONN_${variable(id)}`;
  const airflowNames = [...new Set([`AIRFLOW_CONN_${id.toUpperCase()}`, `AIRFLOW_CONN_${variable(id)}`])];
  const files = [
    join(home, ".flyte", `config-${id}.yaml`),
    ...(env.FLYTECTL_CONFIG === undefined || env.FLYTECTL_CONFIG === "" ? [] : [env.FLYTECTL_CONFIG]),
    join(home, ".flyte", "config.yaml"),
  ];
  const flyte = env[flyteName];
  if (isGiven(flyte)) return parseFlyteUri(flyte, flyteName);
  for (const name of airflowNames) {
    const airflow = env[name];
    if (isGiven(airflow)) return parseAirflowConnection(airflow, name);
  }
  const file = files.find((path) => existsSync(path));
  if (file !== undefined || isGiven(env.FLYTE_PLATFORM_URL)) return readConfigFile(file, env);
  throw failure("BACKEND_CONNECTION_UNKNOWN", {
    connection: id,
    looked: [flyteName, ...airflowNames, ...files.map((file) => tilde(file, home))],
  });
}

function variable(id: string): string {
  return id.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== "";
}

function tilde(file: string, home: string): string {
  return file.startsWith(home) ? `~${file.slice(home.length)}` : file;
}
