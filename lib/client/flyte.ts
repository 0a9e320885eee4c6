import type { Backend } from "./backend.js";
import { proxyBlobs } from "./blobs/proxy-blobs.js";
import { refuseAuth } from "./connection/auth.js";
import { addressOf, type Connection } from "./connection/connection.js";
import { findConnection } from "./connection/find-connection.js";
import { grpcTransport } from "./grpc-transport.js";

/**
 * The Flyte behind a connection's id (`FLYTE_CONN_<ID>`, `AIRFLOW_CONN_<ID>`, `~/.flyte/config.yaml`), an address
 * (`grpc://localhost:30080`, `grpcs://flyte.example.com`), or settings in full. Nothing is connected before the first
 * call. Fails with `BACKEND_CONNECTION_UNKNOWN` or `_MALFORMED`, and for what this client cannot do with
 * `BACKEND_AUTH_UNSUPPORTED` or `BACKEND_SETTING_UNSUPPORTED`.
 */
export function flyte(
  connection: string | Connection,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Backend {
  const settings = typeof connection === "string" ? findConnection(connection, env) : connection;
  refuseAuth(settings);
  const { transport, close } = grpcTransport(settings);
  const scope = { project: settings.project ?? "flytesnacks", domain: settings.domain ?? "development" };
  return {
    name: addressOf(settings),
    transport,
    blobs: proxyBlobs(transport, scope),
    scope,
    console: consoleOf(settings),
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}

function consoleOf({ console, endpoint, insecure }: Connection): string {
  const address = console ?? endpoint;
  return /^https?:\/\//.test(address) ? address : `${insecure === true ? "http" : "https"}://${address}`;
}
