import { register as registerHooks } from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { register } from "tsx/esm/api";
import { builtFile } from "../../lib/errors/index.js";

import type { Seen } from "./tsx-hooks.js";

/** Lets tsx load what is imported from now on; gives what tells once what it has done until then. */
export function watchTsx(tsconfig: string): () => readonly Seen[] {
  register({ tsconfig });
  const { port1: here, port2: port } = new MessageChannel();
  here.unref();
  registerHooks(builtFile("dsl/load/tsx-hooks.js"), { data: { port }, transferList: [port] });
  return () => {
    const seen: Seen[] = [];
    for (let next = receiveMessageOnPort(here); next !== undefined; next = receiveMessageOnPort(here)) {
      seen.push(next.message as Seen);
    }
    here.close();
    return seen;
  };
}
