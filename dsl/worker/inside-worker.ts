const mark = Symbol.for("flytepath.worker");

/** Whether this code runs in a worker that was started for one task: importing a file must not start runs there. */
export function isInsideWorker(): boolean {
  return mark in globalThis;
}

/** Says that this thread or process is such a worker. @internal */
export function markWorker(): void {
  Object.defineProperty(globalThis, mark, { value: true });
}
