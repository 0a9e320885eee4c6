import type { BlobStore } from "../../../lib/blobs/index.js";
import { type Backend, unavailable } from "../../../lib/client/index.js";
import { failure } from "../../../lib/errors/index.js";
import { forsake, type Holder, type Ledger } from "../../../lib/journal/index.js";
import type { Harness } from "../../run/index.js";
import type { Life } from "./life.js";

/** The ports of a run with the faults of a plan in them, as long as its owner lives. */
export function faultyPorts(life: Life): Harness {
  return {
    random: life.plan.random,
    gone: life.gone,
    clock: (real) => ({
      now: () => real.now(),
      sleep: (milliseconds, signal) => real.sleep(milliseconds, AbortSignal.any([signal, life.gone])),
    }),
    backend: (real) => faultyBackend(real, life),
    store: (real) => faultyStore(real, life),
    ledger: (real) => faultyLedger(real, life),
    runner: (real) => ({
      ...real,
      async run(task, inputs, attempt) {
        const element = attempt.element === undefined ? "" : `[${attempt.element.index}]`;
        const name = `task ${attempt.nodeId}${element}`;
        life.pass(`before ${name}`, ["crash"]);
        const outcome = await life.working(() => real.run(task, inputs, attempt));
        life.pass(`after ${name}`, ["crash"]);
        return outcome;
      },
    }),
    onWorker: (worker) => life.addWorker(worker),
    listener:
      (tell) =>
      (...told) => {
        // Whoever tells waits for an answer, and does nothing more.
        if (life.gone.aborted) return never;
        const heard = tell(...told);
        return heard && life.guard(() => heard).catch((error) => (life.gone.aborted ? never : Promise.reject(error)));
      },
    onGone: (close) => life.onGone(close),
  };
}

const never: Promise<never> = new Promise(() => {});

type Unary = Backend["transport"]["unary"];

function faultyBackend(real: Backend, life: Life): Backend {
  const { transport } = real;
  const unary: Unary = async (method, ...rest) => {
    const point = [method.name, subjectOf(rest[3])].filter(Boolean).join(" ");
    const before = life.pass(`before ${point}`, ["crash", "unavailable", "delay"]);
    if (before === "unavailable") throw await unavailable("a fault keeps the call from the backend");
    if (before === "delay") await turns(life.plan.whole(20));
    const call = () => life.guard(() => transport.unary(method, ...rest));
    const first = await call();
    const after = life.pass(`after ${point}`, ["crash", "lost reply", "duplicate"]);
    if (after === "lost reply") throw await unavailable("a fault loses the answer of the backend");
    return after === "duplicate" ? await call() : first;
  };
  return replaced(real, {
    transport: { unary, stream: (...call) => life.guard(() => transport.stream(...call)) },
    blobs: faultyStore(real.blobs, life),
  });
}

// The name of what a request is about; requests are plain objects by then.
function subjectOf(request: unknown): string {
  const { id, name } = (request ?? {}) as { readonly id?: { readonly name?: unknown }; readonly name?: unknown };
  return [id?.name, name].find((each): each is string => typeof each === "string") ?? "";
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function faultyStore(real: BlobStore, life: Life): BlobStore {
  const faulty = (name: "read" | "write" | "put" | "delete") => {
    const method = real[name]?.bind(real) as ((...given: unknown[]) => Promise<never>) | undefined;
    if (method === undefined) return {};
    const call = async (...given: unknown[]) => {
      if (life.isWorking && life.pass(`before ${name} ${fileName(given[0])}`, ["store away"]) !== undefined) {
        throw failure("BACKEND_UNREACHABLE", { backend: "the store", why: "a fault keeps it away" });
      }
      return await life.guard(() => method(...given));
    };
    return { [name]: call };
  };
  return replaced(real, { ...faulty("read"), ...faulty("write"), ...faulty("put"), ...faulty("delete") });
}

function fileName(uri: unknown): string {
  return String(uri).split("/").at(-1) ?? "";
}

function faultyLedger(real: Ledger, life: Life): Ledger {
  const transaction: Ledger["transaction"] = (work) => {
    if (life.pass("before commit", ["crash", "disk full"]) === "disk full") {
      throw failure("STATE_DISK_FULL", { file: "journal.db" });
    }
    const result = real.transaction(work);
    life.pass("after commit", ["crash"]);
    return result;
  };
  return new Proxy(real, {
    get(ledger, name) {
      const method = Reflect.get(ledger, name) as (...given: unknown[]) => unknown;
      if (name === "transaction") return transaction;
      if (name === "close") return method.bind(ledger);
      return (...given: unknown[]) => {
        life.assertAlive();
        // Unlike its owner, this process lives on.
        if (name === "insert" || name === "change") forsakeLater(given.at(-1), life);
        return method.apply(ledger, given);
      };
    },
  });
}

function forsakeLater(change: unknown, { gone }: Life): void {
  const { holder } = change as { readonly holder?: Holder };
  if (holder !== undefined) gone.addEventListener("abort", () => forsake(holder), { once: true });
}

// An object with some of its parts replaced, whatever it is made of.
function replaced<Real extends object>(real: Real, parts: Partial<Real>): Real {
  return new Proxy(real, {
    get(target, name) {
      if (name in parts) return parts[name as keyof Real];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
