import type { Backend } from "../../lib/client/index.js";
import { failure } from "../../lib/errors/index.js";

/**
 * The backend that `--backend` names: undefined for the embedded one, which is made when the first step needs it; an
 * address or the id of a connection for a Flyte. Fails with `COMMAND_BACKEND_UNKNOWN`.
 */
export async function backendOf(text: string): Promise<Backend | undefined> {
  if (text === "embedded") return undefined;
  if (!/^(grpcs?:\/\/\S+|[A-Za-z][\w-]*)$/.test(text)) throw failure("COMMAND_BACKEND_UNKNOWN", { backend: text });
  const { flyte } = await import("../../lib/client/index.js");
  return flyte(text);
}
