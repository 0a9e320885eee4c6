import { type ChildProcess, fork, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A message between a spec and a process that it has started: a word, and what belongs to it. */
export type Message = readonly [word: string, ...rest: readonly (string | number | boolean)[]];

/** A process of a spec. */
export interface Child {
  readonly pid: number;
  /** The rest of the next message of that word; messages that came before count. Rejects when the process ends without one. */
  hear(word: string): Promise<Message>;
  tell(...message: Message): void;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Every message so far. */
  readonly told: readonly Message[];
}

/** How a process is started. */
export interface ChildOptions {
  /** The largest file that it may write, in KiB; what goes beyond fails as on a disk that takes no more. */
  readonly fileLimit?: number;
}

/** Starts a module of the specs as a process. */
export function startChild(module: string, args: readonly string[], { fileLimit }: ChildOptions = {}): Child {
  const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
  const path = fileURLToPath(new URL(module));
  // Without the trap the signal that tells of the limit would end the process. Blocks of the shell are half a KiB.
  const limited = `trap '' XFSZ; ulimit -f ${(fileLimit ?? 0) * 2}; exec "$0" "$@"`;
  const child =
    fileLimit === undefined
      ? fork(path, args, { stdio: [...stdio] })
      : spawn("sh", ["-c", limited, process.execPath, path, ...args], { stdio: [...stdio] });
  children.add(child);
  const told: Message[] = [];
  const taken = new Set<Message>();
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const each of woken) each();
  };
  child.on("message", (message) => {
    told.push(message as Message);
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      children.delete(child);
      resolve();
      wake();
    });
  });
  return {
    pid: child.pid!,
    told,
    async hear(word) {
      for (;;) {
        const found = told.find((message) => message[0] === word && !taken.has(message));
        if (found !== undefined) {
          taken.add(found);
          return found;
        }
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the process ended before it said ${word}; it said ${JSON.stringify(told)}`);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
    },
    tell: (...message) => void child.send(message),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const children = new Set<ChildProcess>();
// A spec that fails must not leave any behind.
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** In such a process: tells the spec. */
export function tellSpec(...message: Message): void {
  process.send?.(message);
}

/** In such a process: waits until the spec says a word. */
export function untilTold(word: string): Promise<void> {
  return new Promise((resolve) => {
    const hear = (message: unknown) => {
      if ((message as Message)[0] !== word) return;
      process.off("message", hear);
      resolve();
    };
    process.on("message", hear);
  });
}
