import { BackendError, DefinitionError, ValidationError } from "../../lib/errors/index.js";

/** Exit codes of every command. */
export const exitCode = { succeeded: 0, failed: 1, usage: 2, unreachable: 3, aborted: 130 } as const;

const unreachable: ReadonlySet<string> = new Set(["BACKEND_UNREACHABLE", "BACKEND_NOT_FLYTE"]);

/** The exit code for an error that ended a command: how far it came decides whether the usage was at fault. */
export function exitCodeFor(error: unknown, { started }: { readonly started: boolean }): number {
  if (chainOf(error).some(isUnreachable)) return exitCode.unreachable;
  if (started) return exitCode.failed;
  if (error instanceof DefinitionError || error instanceof ValidationError) return exitCode.usage;
  if (error instanceof BackendError && error.code.startsWith("BACKEND_CONNECTION")) return exitCode.usage;
  return exitCode.failed;
}

function isUnreachable(error: unknown): boolean {
  return error instanceof BackendError && unreachable.has(error.code);
}

function chainOf(error: unknown): readonly unknown[] {
  const chain = [];
  for (let at = error; at !== undefined && chain.length < 16; at = at instanceof Error ? at.cause : undefined)
    chain.push(at);
  return chain;
}
