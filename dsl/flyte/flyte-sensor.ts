import { type Class, createStore, Field, Nothing, Str } from "../field/index.js";
import { Remote } from "./remote.js";
import type { FlyteSensorSettings } from "./settings.js";

/** Whom a sensor waits for. */
export class SensorInputs {
  @Field(Str, { name: "execution_name", description: "Name of the execution on Flyte" }) executionName!: string;
}

/** What `flow.step` takes for a sensor beside its usual options. */
export interface SensorOptions {
  /** Default: those of the backend. */
  readonly project?: string;
  readonly domain?: string;
  readonly connection?: string;
  /** Longest pause between two looks; default `10s`. Its first looks follow each other faster. */
  readonly pokeInterval?: string;
  /** Whether a failed or missing execution skips the step in place of failing it; default false. */
  readonly softFail?: boolean;
}

/**
 * Waits for the end of an execution that somebody else started, by its name. Use it as it is, or say what the execution
 * gives: `flow.step(FlyteSensor.of(TrainResult), { executionName })` has the outputs of that class.
 */
export class FlyteSensor extends Remote<SensorInputs, Nothing> {
  // Tells the compiler that sensors take further options.
  declare readonly sensor: true;

  /** A sensor whose outputs are those of the execution. */
  static of<O extends object>(outputs: Class<O>): SensorClass<O> {
    const known = typed.get(outputs);
    if (known !== undefined) return known as SensorClass<O>;
    class TypedSensor extends Remote<SensorInputs, O> {
      declare readonly sensor: true;
    }
    Object.defineProperty(TypedSensor, "name", { value: "FlyteSensor" });
    store.set(TypedSensor, { outputs });
    typed.set(outputs, TypedSensor);
    return TypedSensor;
  }
}

/** A class of sensors. */
export type SensorClass<O> = abstract new () => Remote<SensorInputs, O> & { readonly sensor: true };

interface SensorRecord {
  readonly outputs: Class;
}

const store = createStore<SensorRecord>("flyte-sensor");
const typed = new WeakMap<Class, SensorClass<never> | SensorClass<object>>();

store.set(FlyteSensor, { outputs: Nothing });

/** The class of a sensor's outputs; absent for any other class. */
export function sensorOf(target: abstract new (...args: never[]) => unknown): SensorRecord | undefined {
  return store.get(target);
}

/** The settings of a sensor with its defaults filled in; `pokeInterval` as it was given. */
export function sensorSettings({
  pokeInterval = "10s",
  softFail = false,
  ...where
}: SensorOptions): FlyteSensorSettings {
  return { ...where, pokeInterval, softFail };
}
