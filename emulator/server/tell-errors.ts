import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { FlytepathError } from "../../lib/errors/index.js";

const longest = 32_000;

/**
 * Answers INTERNAL with the text of what went wrong: clients take UNKNOWN for a question of credentials, and a text that
 * hides the cause helps nobody on a developer's machine.
 */
export const tellErrors: Interceptor = (next) => async (request) => {
  try {
    return await next(request);
  } catch (error) {
    if (error instanceof ConnectError) throw error;
    const text = FlytepathError.is(error) || error instanceof Error ? error.message : String(error);
    throw new ConnectError(text.slice(0, longest), Code.Internal);
  }
};
