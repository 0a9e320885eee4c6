import { suite } from "uvu";
import * as assert from "uvu/assert";
import { type DumpFormat, dumpTree, featureMapOf, parseFeatureMap } from "../../../../lib/xgboost/dump/index.js";
import { throws } from "../../../support/expect.js";
import { smallTree } from "../../../support/small-tree.js";

const dumping = suite("lib/xgboost/dump");

const plain = featureMapOf(3, { names: [], types: ["q", "q", "c"] });

dumping("text is one line a node, parents first", () => {
  assert.is(
    dumpTree(smallTree, plain),
    "0:[f0<2.5] yes=1,no=2,missing=1\n\t1:[f1<0.100000001] yes=3,no=4,missing=4\n\t\t3:leaf=-1\n\t\t4:leaf=1\n" +
      "\t2:[f2:{1,3}] yes=6,no=5,missing=6\n\t\t5:leaf=2\n\t\t6:leaf=4\n",
  );
});

dumping("a threshold beyond the integers is the lowest of them", () => {
  const threshold = Float32Array.from(smallTree.threshold);
  threshold[0] = 3e9;
  const map = parseFeatureMap("0 age int\n1 there i\n2 kind c\n", 3);
  assert.ok(dumpTree({ ...smallTree, threshold }, map).startsWith("0:[age<-2147483648] "));
  threshold[0] = -0.5;
  assert.ok(dumpTree({ ...smallTree, threshold }, map).startsWith("0:[age<0] "));
});

dumping("NaN has the sign of its bits", () => {
  const threshold = new Float32Array(Uint32Array.of(0xffc00000).buffer);
  const tree = { ...smallTree, nodes: 1, left: Int32Array.of(-1), right: Int32Array.of(-1), threshold };
  assert.is(dumpTree(tree, plain), "0:leaf=-nan\n");
  assert.is(dumpTree({ ...tree, threshold: Float32Array.of(Number.NaN) }, plain), "0:leaf=nan\n");
});

dumping("statistics follow each line, gains of splits only", () => {
  const lines = dumpTree(smallTree, plain, { withStats: true }).split("\n");
  assert.equal(lines.slice(0, 3), [
    "0:[f0<2.5] yes=1,no=2,missing=1,gain=10,cover=8",
    "\t1:[f1<0.100000001] yes=3,no=4,missing=4,gain=3,cover=4",
    "\t\t3:leaf=-1,cover=1",
  ]);
});

dumping("integers round their threshold up, indicators have none", () => {
  const map = parseFeatureMap("0 age int\n1 there i\n2 kind c\n", 3);
  assert.equal(dumpTree(smallTree, map).split("\n").slice(0, 2), [
    "0:[age<3] yes=1,no=2,missing=1",
    "1:[there] yes=3,no=4",
  ]);
});

dumping("JSON can be parsed, and names in it are escaped", () => {
  const map = featureMapOf(3, { names: ['a"b', "c\\d", "tab\t"], types: ["float", "q", "c"] });
  const root = JSON.parse(dumpTree(smallTree, map, { format: "json", withStats: true }));
  assert.is(root.split, 'a"b');
  assert.equal(root.children[1].split_condition, [1, 3]);
  assert.equal([root.gain, root.cover, root.children[0].children[1].leaf], [10, 8, 1]);
});

dumping("Graphviz draws the way of missing values in blue", () => {
  const text = dumpTree(smallTree, plain, { format: "dot" });
  assert.match(text, '    0 -> 1 [label="yes, missing" color="#0000FF"]\n');
  assert.match(text, '    2 -> 6 [label="yes, missing" color="#0000FF"]\n');
  assert.match(text, '    2 [ label="f2:{1,3}" ]\n');
});

dumping("an unknown format is refused", () => {
  // A caller without types may write anything.
  throws(() => dumpTree(smallTree, plain, { format: "yaml" as DumpFormat }), "XGB_PARAMETER_REFUSED");
});

dumping("a map that does not fit the model is refused", () => {
  const refused = [
    () => parseFeatureMap("0 a q\n", 3),
    () => parseFeatureMap("1 a q\n", 1),
    () => parseFeatureMap("0 a z\n", 1),
    () => dumpTree(smallTree, featureMapOf(3, { names: [], types: ["c", "q", "c"] })),
    () => dumpTree(smallTree, featureMapOf(3, { names: [], types: ["q", "q", "q"] })),
  ];
  for (const work of refused) throws(work, "XGB_FEATURE_MAP_REFUSED");
});

dumping.run();
