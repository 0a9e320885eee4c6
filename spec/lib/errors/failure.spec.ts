import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DefinitionError, FlytepathError, failure } from "../../../lib/errors/index.js";

const failures = suite("lib/errors/failure");

failures("the message leads with the code and names the author's own steps", () => {
  const error = failure("DAG_CYCLE", { pipeline: "churn", loop: ["train", "score", "train"] });
  assert.is(error.message, "[DAG_CYCLE] the steps of churn wait for each other: train → score → train");
  assert.ok(error instanceof DefinitionError);
});

failures("an error of another copy of the package is still recognised", () => {
  const error = failure("DAG_CYCLE", { pipeline: "churn", loop: [] });
  assert.ok(FlytepathError.is(Object.assign(Object.create(null), { [Symbol.for("flytepath.error")]: true })));
  assert.ok(FlytepathError.is(error));
  assert.not.ok(FlytepathError.is(new Error("other")));
});

failures("facts beyond the sentence are kept", () => {
  const cause = new Error("why");
  const error = failure("DAG_CYCLE", { pipeline: "churn", loop: [] }, { path: "Churn.train", cause });
  assert.is(error.path, "Churn.train");
  assert.is(error.cause, cause);
});

failures.run();
