import { failure } from "../../errors/index.js";
import { addressOf, type Connection } from "./connection.js";

// Sign-in that begins only when the control plane asks for it, as it does in flytekit; a call without it may well do.
const lazy: ReadonlySet<string> = new Set(["pkce", "standard"]);

/** Refuses by name, with `BACKEND_AUTH_UNSUPPORTED`, settings that ask for a sign-in this client does not know. */
export function refuseAuth(connection: Connection): void {
  const { mode, hasSecret, hasCommand } = connection.auth ?? {};
  const asked =
    mode !== undefined && !lazy.has(mode.toLowerCase())
      ? mode
      : hasSecret === true
        ? "client secret"
        : hasCommand === true
          ? "an outside command"
          : undefined;
  if (asked === undefined) return;
  throw failure("BACKEND_AUTH_UNSUPPORTED", { source: connection.source ?? addressOf(connection), mode: asked });
}
