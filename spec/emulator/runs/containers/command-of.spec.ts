import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commandOf } from "../../../../emulator/runs/containers/command-of.js";
import { ruleOf } from "../../../../emulator/runs/containers/options.js";
import { scripted } from "../../../support/contained.js";
import { toNode } from "../../../support/graph.js";

const command = suite("emulator/runs/containers/command-of");

const node = toNode("n0", {});

command("a node's overrides take the place of the task's own", () => {
  const overrides = { image: "other:2", resources: { limits: { cpu: "2" } } };
  const container = {
    image: "i",
    command: ["a"],
    args: ["b"],
    resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } },
  };
  const target = { kind: "task", task: "t", overrides } as const;
  const found = commandOf(scripted("", { container }), { node: { ...node, target } });
  assert.equal(found, {
    image: "other:2",
    command: ["a"],
    args: ["b"],
    env: {},
    resources: { requests: { cpu: "1" }, limits: { memory: "1Gi", cpu: "2" } },
  });
});

command("of a pod the primary container runs", () => {
  const containers = [
    { name: "side", image: "s", args: ["x"] },
    {
      name: "main",
      image: "m",
      command: ["c"],
      args: ["d"],
      workingDir: "/w",
      env: [
        { name: "A", value: "b" },
        { name: "FROM", valueFrom: {} },
      ],
    },
  ];
  const { container: _, ...bare } = scripted("");
  const pod = { podSpec: { containers } };
  const expected = {
    name: "main",
    image: "m",
    command: ["c"],
    args: ["d"],
    env: { A: "b" },
    resources: { requests: {}, limits: {} },
    cwd: "/w",
  };
  const { companions, ...primary } =
    commandOf({ ...bare, pod, config: { primary_container_name: "main" } }, { node }) ?? {};
  assert.equal(primary, expected);
  assert.equal([companions?.before, companions?.beside.map(({ name }) => name)], [[], ["side"]]);
  const named = commandOf({ ...bare, pod: { ...pod, primaryContainerName: "main" } }, { node });
  assert.is(named?.name, "main");
  assert.is(commandOf({ ...bare, pod: { ...pod, primaryContainerName: "other" } }, { node }), undefined);
  assert.is(commandOf(bare, { node }), undefined);
});

command("a pod that the node names stands in the place of the task's container", () => {
  const podTemplate = {
    primaryContainerName: "main",
    podSpec: { containers: [{ name: "main", image: "m", args: ["mine"] }], initContainers: [{ name: "first" }] },
  };
  const target = {
    kind: "task",
    task: "t",
    overrides: { rest: { podTemplate }, resources: { limits: { cpu: "1" } } },
  } as const;
  const found = commandOf(scripted("exit 0"), { node: { ...node, target } });
  assert.equal([found?.image, found?.args, found?.resources.limits], ["m", ["mine"], { cpu: "1" }]);
  assert.is(found?.companions?.before[0]?.name, "first");
});

command("a container with data of its own says where it expects them", () => {
  const rest = { dataConfig: { enabled: true, format: "YAML" } };
  const { data } = commandOf(scripted("", { container: { image: "i", command: [], args: [], rest } }), { node }) ?? {};
  assert.equal(data, { inputPath: "/var/flyte/inputs", outputPath: "/var/flyte/outputs", format: "YAML" });
});

command("the first rule whose pattern fits an image is its rule", () => {
  const rules = [
    { image: "a.b/*:1", cwd: "x" },
    { image: "*", cwd: "y" },
  ];
  assert.equal([ruleOf("a.b/c:1", rules).cwd, ruleOf("aXb/c:1", rules).cwd, ruleOf("z").cwd], ["x", "y", undefined]);
});

command.run();
