import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generated, replayCase } from "./cases.js";

const conformance = suite("conformance/generated");

for (const name of generated) {
  conformance(`${name} is answered as FlyteAdmin answered it, word by word`, async () => {
    const results = await replayCase(name, "memory");
    const differing = results.filter(({ same, sameText }) => !same || sameText === false);
    const said = differing.map(({ step, wanted, got }) => `${step}: expected ${wanted}, got ${got}`);
    assert.equal(said, [], `${differing.length} of ${results.length} steps`);
  });
}

conformance.run();
