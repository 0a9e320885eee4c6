import { entry } from "../entry.js";

/** Facts of everything that has to do with one backend. */
export interface Reached {
  /** The backend as messages name it: `grpc://localhost:30080`. */
  readonly backend: string;
}

/** What can go wrong between a client and a Flyte control plane, and what a remote execution can come to. */
export const backend = {
  BACKEND_CONNECTION_UNKNOWN: entry<{ connection: string; looked: readonly string[] }>(
    "BackendError",
    ({ connection, looked }) => `no connection ${JSON.stringify(connection)} is known; looked at ${looked.join(", ")}`,
    ({ looked }) => `Set ${looked[0]} to grpc://host:port or grpcs://host:port, or write the address itself.`,
  ),
  BACKEND_CONNECTION_MALFORMED: entry<{ source: string; why: string; mend?: string | undefined }>(
    "BackendError",
    ({ source, why }) => `${source} describes no connection: ${why}`,
    ({ mend }) => mend ?? "Write grpc://host:port, or grpcs://host:port with TLS.",
  ),
  BACKEND_SETTING_UNSUPPORTED: entry<{ source: string; setting: string }>(
    "BackendError",
    ({ source, setting }) => `${source} asks for ${setting}, which this client cannot do`,
    "Remove the setting, or reach Flyte by an address that works without it.",
  ),
  BACKEND_AUTH_UNSUPPORTED: entry<{ source: string; mode: string }>(
    "BackendError",
    ({ source, mode }) => `${source} asks for sign-in by ${mode}, expected none: this client knows TLS and no more`,
    "Use an endpoint that needs no sign-in, or leave the credentials out.",
  ),
  BACKEND_UNREACHABLE: entry<Reached & { why: string; because?: "certificate" | "closed" }>(
    "BackendError",
    ({ backend, why }) => `${backend} cannot be reached: ${why}`,
    ({ because }) => {
      if (because === "certificate")
        return "Give the certificate of its authority (ca=FILE), or trust any (insecureSkipVerify=true).";
      if (because === "closed") return "Check the address; one that speaks TLS is written grpcs://host:port.";
      return "Check the address, and that Flyte runs there; `flytepath emulator start` starts one here.";
    },
  ),
  BACKEND_NOT_FLYTE: entry<Reached & { why: string }>(
    "BackendError",
    ({ backend, why }) => `${backend} answers, but not as Flyte does: ${why}`,
    "Give the address of Flyte's gRPC port: grpc:// without TLS, grpcs:// with it.",
  ),
  BACKEND_UNAUTHENTICATED: entry<Reached & { why: string }>(
    "BackendError",
    ({ backend, why }) => `${backend} wants to know who calls: ${why}`,
    "Use an endpoint that needs no sign-in: this client knows TLS and no more.",
  ),
  BACKEND_FORBIDDEN: entry<Reached & { doing: string; why: string }>(
    "BackendError",
    ({ backend, doing, why }) => `${backend} does not allow to ${doing}: ${why}`,
    "Ask for the permission, or use another project or domain.",
  ),
  BACKEND_TIMEOUT: entry<Reached & { doing: string }>(
    "BackendError",
    ({ backend, doing }) => `${backend} took too long to ${doing}`,
    "Try again; when it stays slow, look at the load of the control plane.",
  ),
  BACKEND_BUSY: entry<Reached & { doing: string; why: string }>(
    "BackendError",
    ({ backend, doing, why }) => `${backend} is too busy to ${doing}: ${why}`,
    "Try again later, or send less at once.",
  ),
  BACKEND_REFUSED: entry<Reached & { doing: string; why: string }>(
    "BackendError",
    ({ backend, doing, why }) => `${backend} refuses to ${doing}: ${why}`,
    "Change what is sent as the answer says.",
  ),
  BACKEND_FAILED: entry<Reached & { doing: string; why: string }>(
    "BackendError",
    ({ backend, doing, why }) => `${backend} failed to ${doing}: ${why}`,
    "Try again; when it stays, look into the log of the control plane.",
  ),
  BACKEND_PLACE_UNKNOWN: entry<Reached & { what: "project" | "domain"; name: string; known: readonly string[] }>(
    "BackendError",
    ({ backend, what, name, known }) =>
      `${backend} has no ${what} ${JSON.stringify(name)}; it has ${known.join(", ") || "none"}`,
    ({ what }) => `Name one of these, in the step or by ?${what}= in the connection.`,
  ),
  BACKEND_ENTITY_UNKNOWN: entry<
    Reached & { what: string; place: string; near: readonly string[]; versions?: boolean | undefined }
  >(
    "BackendError",
    ({ backend, what, place, near, versions }) =>
      `${backend} has no ${what} in ${place}${near.length === 0 ? "" : `; ${versions ? "its versions" : "near it"}: ${near.join(", ")}`}`,
    ({ near }) =>
      near.length === 0
        ? "Register it first, or correct its name, project and domain."
        : "Write one of these, or register it first.",
  ),
  BACKEND_ENTITY_DIFFERS: entry<Reached & { what: string; why: string }>(
    "BackendError",
    ({ backend, what, why }) => `${backend} already has ${what} with other content: ${why}`,
    "Register the changed one under another version.",
  ),
  BACKEND_EXECUTION_UNKNOWN: entry<Reached & { execution: string }>(
    "BackendError",
    ({ backend, execution }) => `${backend} has no execution ${execution}`,
    "Correct the name, project and domain of the execution.",
  ),
  BACKEND_EXECUTION_DIFFERS: entry<Reached & { execution: string; differences: readonly string[] }>(
    "BackendError",
    ({ backend, execution, differences }) =>
      `${backend} already has another execution ${execution}; it differs in ${differences.join(", ")}`,
    "Give this one another name.",
  ),
  BACKEND_TRANSFER_FAILED: entry<{ uri: string; doing: "read" | "write" | "list" | "delete"; why: string }>(
    "BackendError",
    ({ uri, doing, why }) => `the backend's store cannot ${doing} ${uri}: ${why}`,
    "Check the storage settings of the control plane, and that this machine may reach the store.",
  ),
  EXECUTION_FAILED: entry<{ execution: string; node?: string | undefined; code: string; why: string }>(
    "TaskError",
    ({ execution, node, code, why }) =>
      `execution ${execution} failed${node === undefined ? "" : ` in node ${node}`} (${code}): ${why}`,
    "Mend the remote task by its message, or follow the link.",
  ),
  EXECUTION_TIMED_OUT: entry<{ execution: string; node?: string | undefined; why: string }>(
    "TaskError",
    ({ execution, node, why }) =>
      `execution ${execution} timed out${node === undefined ? "" : ` in node ${node}`}: ${why}`,
    "Give it more time, or find out what it waits for.",
  ),
  EXECUTION_ABORTED: entry<{ execution: string; cause: string; by?: string | undefined }>(
    "TaskError",
    ({ execution, cause, by }) =>
      `execution ${execution} was aborted ${by === undefined ? "on Flyte's side" : `by ${by}`}: ${cause || "no cause was given"}`,
    "Ask whoever aborted it, or run it again.",
  ),
};
