import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type FlowType, isAssignable } from "../../../lib/types/index.js";
import { flowTypeOf, type TypeJson } from "../../support/flow-type-of-json.js";
import { golden } from "../../support/golden.js";

const assignable = suite("lib/types/assignable");

interface Cast {
  readonly name: string;
  readonly upstream: { readonly json: TypeJson };
  readonly downstream: { readonly json: TypeJson };
  readonly castable: boolean;
}

for (const { name, upstream, downstream, castable } of golden<{ readonly casts: readonly Cast[] }>(
  "flytekit/literals.json",
).casts) {
  assignable(`as Flyte's compiler: ${name} is ${castable ? "accepted" : "refused"}`, () => {
    assert.is(isAssignable(flowTypeOf(upstream.json), flowTypeOf(downstream.json)), castable);
  });
}

assignable("a schema that refers to itself comes to an end", () => {
  const tree = (extra: object): FlowType => ({
    kind: "struct",
    metadata: {
      $ref: "#/$defs/Tree",
      $defs: { Tree: { type: "object", properties: { left: { $ref: "#/$defs/Tree" }, ...extra } } },
    },
  });
  assert.ok(isAssignable(tree({}), tree({})));
  assert.ok(isAssignable(tree({ more: { type: "string" } }), tree({})));
  assert.not.ok(isAssignable(tree({}), tree({ more: { type: "string" } })));
});

assignable.run();
