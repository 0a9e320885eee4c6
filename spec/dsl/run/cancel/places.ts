import { emulated } from "../../../../dsl/run/index.js";
import { type Backend, flyte } from "../../../../lib/client/index.js";
import { RemoteWork } from "./work.js";

/** A Flyte that work is started on, and how its replies can be held up. */
export interface Place {
  readonly backend: Backend;
  close(): Promise<void>;
}

const make = () => emulated({ pipelines: [RemoteWork], sample: false });

/** The kinds of Flyte that the matrix is about. */
export const places: Readonly<Record<string, () => Promise<Place>>> = {
  "in memory": async () => {
    const backend = make();
    return { backend, close: async () => backend[Symbol.asyncDispose]() };
  },
  "over the network": async () => {
    const served = make();
    const { url } = await served.listen({ port: 0 });
    const backend = flyte(url);
    return {
      backend,
      async close() {
        await backend[Symbol.asyncDispose]();
        await served[Symbol.asyncDispose]();
      },
    };
  },
};

/** Where the start of an execution is held up: on its way there, or on the way of its reply. */
export type HeldUp = "request" | "reply";

/** The same Flyte, where the start of an execution is held up until it is let go. */
export function heldUp(
  backend: Backend,
  at: HeldUp,
): { readonly backend: Backend; readonly held: Promise<void>; letGo(): void } {
  let [isHeld, letGo] = [() => {}, () => {}];
  const held = new Promise<void>((resolve) => {
    isHeld = resolve;
  });
  const free = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const { transport } = backend;
  const wait = async () => {
    isHeld();
    await free;
  };
  const slow: Backend = {
    ...backend,
    transport: {
      stream: transport.stream.bind(transport),
      async unary(...call) {
        const isStart = call[0].name === "CreateExecution";
        if (isStart && at === "request") await wait();
        const reply = await transport.unary(...call);
        if (isStart && at === "reply") await wait();
        return reply;
      },
    },
  };
  return { backend: slow, held, letGo };
}
