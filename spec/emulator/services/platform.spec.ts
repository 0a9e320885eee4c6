import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import { throws } from "../../support/expect.js";

const settings = suite("emulator/services/platform");

settings("amounts, numbers and folders that are none are refused with the setting's name", () => {
  const bad = [
    { taskResources: { limits: { cpu: "much" } } },
    { taskResources: { defaults: { memory: "1Zi" } } },
    { maxParallelism: -1 },
    { maxParallelism: 1.5 },
    { storagePrefix: "../elsewhere" },
    { cache: { maxAge: "soon" } },
    { cache: { maxEntries: 0 } },
  ];
  const names = bad.map((platform) => throws(() => createEmulator({ platform }), "EMULATOR_SETTING_WRONG").message);
  assert.match(names[0]!, /taskResources\.limits\.cpu .*much/);
  assert.match(names[1]!, /taskResources\.defaults\.memory .*1Zi/);
  assert.match(names[2]!, /maxParallelism .*-1/);
  assert.match(names[3]!, /maxParallelism .*1\.5/);
  assert.match(names[4]!, /storagePrefix .*\.\.\/elsewhere/);
  assert.match(names[5]!, /cache\.maxAge .*soon/);
  assert.match(names[6]!, /cache\.maxEntries .*0/);
});

settings.run();
