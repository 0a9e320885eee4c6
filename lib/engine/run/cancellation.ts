type Watcher = (reason: unknown) => void;

/**
 * Whether some part of a run must end, and why. A tree: what ends the whole ends its parts. It stands in for AbortSignal
 * inside the engine because thousands of nodes may hang below one, and only code that looks at a signal should pay for it.
 */
export class Cancellation {
  // Made when needed: most parts of a run end before anybody watches them.
  #watchers: Set<Watcher> | undefined;
  #controller: AbortController | undefined;
  #leave: (() => void) | undefined;
  #cancelled = false;
  #reason: unknown;

  constructor(parent?: Cancellation) {
    if (parent?.cancelled) this.cancel(parent.reason);
    else this.#leave = parent?.watch((reason) => this.cancel(reason));
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** The same as a signal, for code outside the engine. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Ends this part and all below; the first reason stays. */
  cancel(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    const watchers = this.#watchers;
    this.#watchers = undefined;
    for (const watcher of watchers ?? []) watcher(reason);
  }

  /** Calls back once when this ends, at once if it has ended; the result takes the wish back. */
  watch(watcher: Watcher): () => void {
    if (this.#cancelled) {
      watcher(this.#reason);
      return () => {};
    }
    // A wrapper, so that one function may watch twice.
    const entry: Watcher = (reason) => watcher(reason);
    this.#watchers ??= new Set();
    this.#watchers.add(entry);
    return () => this.#watchers?.delete(entry);
  }

  /** Leaves the tree without ending anything. */
  close(): void {
    this.#leave?.();
  }
}
