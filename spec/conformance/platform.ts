import type { EmulatorOptions } from "../../emulator/index.js";

/** Settings of the FlyteAdmin that the recording was made with. */
export const platform: NonNullable<EmulatorOptions["platform"]> = {
  taskResources: {
    defaults: { cpu: "500m", memory: "1Gi" },
    limits: { cpu: "2", memory: "4Gi", gpu: "5", ephemeralStorage: "20Mi" },
  },
  maxParallelism: 25,
};
