import { type Client, createClient } from "@connectrpc/connect";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../emulator/index.js";
import { launch, type RemoteOutcome, watch } from "../../lib/client/index.js";
import type { Dag } from "../../lib/dag/index.js";
import { AdminService } from "../../lib/idl/gen/flyteidl/service/admin_pb.js";
import type { Literals } from "../../lib/types/index.js";
import { type Body, fakeRunner } from "./fake-runner.js";

/** Where the Dags of specs are registered. */
export const place = { project: "flytesnacks", domain: "development", version: "v1" } as const;

/** An emulator for a spec, with the services as clients call them. */
export interface Emulated {
  readonly emulator: Emulator;
  readonly admin: Client<typeof AdminService>;
  /** Registers a Dag, starts its launch plan and waits for the end. */
  run(dag: Dag, name: string, inputs?: Literals): Promise<RemoteOutcome>;
  /** Starts a launch plan that is registered. */
  start(plan: string, name: string, inputs?: Literals): Promise<{ project: string; domain: string; name: string }>;
}

/** Makes an emulator whose tasks are functions by name. */
export function emulatedWith(bodies: Readonly<Record<string, Body>>, options: EmulatorOptions = {}): Emulated {
  const emulator = createEmulator({ runner: fakeRunner(bodies), ...options });
  const { backend } = emulator;
  const start = (plan: string, name: string, inputs: Literals = {}) =>
    launch(backend, { kind: "launchPlan", ref: { name: plan }, inputs, name });
  return {
    emulator,
    admin: createClient(AdminService, backend.transport),
    start,
    async run(dag, name, inputs) {
      await emulator.register(dag, place);
      return await watch(backend, await start(dag.ref.name, name, inputs));
    },
  };
}
