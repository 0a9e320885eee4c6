type Wire = typeof import("./wire.js");

// Loading the wire's messages takes longer than most calls: whoever only names a backend does not pay for it.
function late<Name extends keyof Wire>(name: Name): Wire[Name] {
  const call = async (...args: unknown[]) => {
    const work = (await import("./wire.js"))[name] as (...args: unknown[]) => unknown;
    return work(...args);
  };
  // Every function of the wire is asynchronous, so that waiting for the module changes no type.
  return call as unknown as Wire[Name];
}

/** Starts an execution of a launch plan, workflow or task. */
export const launch = late("launch");
/** What an execution was started from. */
export const launchedAs = late("launchedAs");
/** Waits for the end of an execution. */
export const watch = late("watch");
/** Starts an execution that goes on from what succeeded in another one. */
export const recover = late("recover");
/** Asks for the end of an execution. */
export const terminate = late("terminate");
/** Outputs of an execution that has succeeded. */
export const outputsOf = late("outputsOf");
/** Inputs of an execution. */
export const inputsOf = late("inputsOf");
/** Why an execution did not succeed. */
export const failureOf = late("failureOf");
/** What a remote entity takes and gives. */
export const interfaceOf = late("interfaceOf");
/** Registers a Dag's tasks, workflow and launch plan. */
export const register = late("register");
/** What a transport rejects with that reaches nobody, for stand-ins of a transport. */
export const unavailable = late("unavailable");
