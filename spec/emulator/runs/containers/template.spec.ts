import { suite } from "uvu";
import * as assert from "uvu/assert";
import { asksForTemplate, type Fields, fillTemplate } from "../../../../emulator/runs/containers/template.js";
import type { Literal } from "../../../../lib/types/index.js";
import { throws } from "../../../support/expect.js";
import { int } from "../../../support/graph.js";

const template = suite("emulator/runs/containers/template");

const fields: Fields = {
  input: "/in/inputs.pb",
  inputPrefix: "/in",
  outputPrefix: "/out",
  rawOutputDataPrefix: "/raw",
  perRetryUniqueKey: "key",
  taskTemplatePath: "/in/task.pb",
  checkpointOutputPrefix: "/raw/_flytecheckpoints",
  prevCheckpointPrefix: '""',
  namespace: "p-d",
};

template("placeholders are filled wherever they stand, in any case, with blanks and a dollar sign", () => {
  const text = "a {{.input}} {{ .INPUTPREFIX }} {{$outputPrefix}}/x{{.prevCheckpointPrefix}} {{ .namespace }}";
  assert.is(fillTemplate(text, fields, {}), 'a /in/inputs.pb /in /out/x"" p-d');
});

template("what is no placeholder of Flyte's stays", () => {
  assert.is(fillTemplate("{{.other}} {{input}} { {.input} }", fields, {}), "{{.other}} {{input}} { {.input} }");
});

template("inputs are written as text", () => {
  const inputs: Readonly<Record<string, Literal>> = {
    i: int(3),
    f: { kind: "float", value: 0.00001 },
    big: { kind: "float", value: 1e21 },
    b: { kind: "bool", value: true },
    s: { kind: "string", value: "a b" },
    t: { kind: "datetime", value: "2024-01-02T03:04:05Z" },
    d: { kind: "duration", value: "5400.5s" },
    ms: { kind: "duration", value: "0.25s" },
    n: { kind: "none" },
    file: { kind: "blob", uri: "/f", format: "", dimensionality: "single" },
    list: { kind: "list", items: [int(1), int(2)] },
    map: { kind: "map", entries: { b: int(2), a: int(1) } },
    struct: { kind: "struct", value: { b: [1, null], a: "x" } },
    maybe: { kind: "union", value: int(5), type: { kind: "int" } },
  };
  const seen = Object.keys(inputs).map((name) => fillTemplate(`{{.inputs.${name}}}`, fields, inputs));
  const times = ["2024-01-02T03:04:05Z", "1h30m0.5s", "250ms"];
  const rest = ["", "/f", "[1,2]", "map[a:1 b:2]", "map[a:x b:[1 <nil>]]", "5"];
  assert.equal(seen, ["3", "1e-05", "1e+21", "true", "a b", ...times, ...rest]);
});

template("an input that the task does not have is refused by name", () => {
  const error = throws(
    () => fillTemplate("x {{ .inputs.b }}", fields, { a: int(1) }),
    "EMULATOR_TEMPLATE_INPUT_UNKNOWN",
  );
  assert.match(error.message, "{{ .inputs.b }} names b");
});

template("the task's template is asked for by its placeholder alone", () => {
  assert.equal(["{{ .taskTemplatePath }}", "taskTemplatePath"].map(asksForTemplate), [true, false]);
});

template.run();
