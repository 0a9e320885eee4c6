import { FlytepathError } from "../../lib/errors/index.js";

/** Waits for a promise that must fail with a code of the catalogue, and gives the error for further questions. */
export async function rejects(promise: Promise<unknown>, code: string): Promise<FlytepathError> {
  return withCode(await outcome(promise), code);
}

/** Calls a function that must throw a code of the catalogue, and gives the error for further questions. */
export function throws(work: () => unknown, code: string): FlytepathError {
  try {
    work();
  } catch (error) {
    return withCode({ error }, code);
  }
  return withCode({}, code);
}

/** Ends a test that hangs, with its name in the stack. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still not settled after ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function outcome(promise: Promise<unknown>): Promise<{ error?: unknown }> {
  try {
    await promise;
    return {};
  } catch (error) {
    return { error };
  }
}

function withCode(result: { error?: unknown }, code: string): FlytepathError {
  if (!("error" in result)) throw new Error(`nothing was thrown where ${code} was expected`);
  if (!FlytepathError.is(result.error)) throw result.error;
  if (result.error.code !== code)
    throw new Error(`expected ${code}, got: ${result.error.message}`, { cause: result.error });
  return result.error;
}
