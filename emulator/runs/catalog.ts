import type { CacheKeyOf, OutputCache } from "../../lib/engine/index.js";
import { decodeLiterals, encodeLiterals, type Place } from "../../lib/idl/index.js";
import type { Store } from "../state/index.js";
import { catalogTag, datasetOf } from "./catalog-key.js";

/** The outputs that an emulator keeps: they live as long as its state, whose storage holds the values. */
export function catalogOf({ catalog, data }: Store): OutputCache {
  return {
    async get(key) {
      const row = catalog.get(key);
      const outputs = row && (await data.read(row.outputsUri));
      return outputs && { ...row, outputs: decodeLiterals(outputs), parts: {} };
    },
    put(key, { outputs, parts: _, attempt = 0, ...entry }) {
      const outputsUri = data.keep(encodeLiterals(outputs), "catalog", ...key.split("/"), "outputs.pb");
      catalog.set(key, { ...entry, attempt, outputsUri });
    },
  };
}

/**
 * Keys as Flyte's catalog makes them: the dataset of the task's name, cache version and interface, and a tag of the inputs.
 * Files count by their address, unless their literal has a hash.
 */
export function catalogKeys(place: Place): CacheKeyOf {
  return (task, inputs) => {
    const { project, domain, name, version } = datasetOf(task, place);
    const tag = catalogTag(task, inputs);
    return { key: [project, domain, name, version, tag].map(encodeURIComponent).join("/"), parts: {} };
  };
}
