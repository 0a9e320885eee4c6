#!/usr/bin/env node
// Packs recorded cases of training, wrappers, folds and refusals into one gzipped JSON file for each group:
//   node bundle.mjs FOLDER-WITH-THE-RECORDED-SET
// A bundle is { cases: { name: case }, files: { path: base64 of the unzipped bytes } }.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gunzipSync, gzipSync } from "node:zlib";

const [set] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const groups = [
  ["stretch", ({ tags }) => tags.includes("stretch")],
  ["refusals", ({ kind }) => kind === "error"],
  ["wrappers", ({ kind }) => kind === "sklearn" || kind === "cv"],
  ["pima", ({ tags }) => tags.includes("pima")],
  ["metrics", ({ tags }) => tags.includes("metric")],
  ["objectives", ({ tags }) => tags.includes("objective")],
  ["sampling", ({ tags }) => tags.includes("sampling")],
  ["growth", ({ tags }) => tags.includes("growth") || tags.includes("constraints") || tags.includes("max-bin")],
  ["regularisation", ({ tags }) => tags.includes("regularisation")],
  ["data", () => true],
];

const bundles = new Map(groups.map(([name]) => [name, { cases: {}, files: {} }]));
for (const entry of JSON.parse(readFileSync(join(set, "index.json"), "utf8")).cases) {
  if (!["train", "sklearn", "pima", "cv", "error"].includes(entry.kind)) continue;
  const [group] = groups.find(([, holds]) => holds(entry));
  const { cases, files } = bundles.get(group);
  const text = readFileSync(join(set, "cases", entry.name, "case.json"), "utf8");
  cases[entry.name] = JSON.parse(text, (key, value) => {
    if (key === "file") files[value] ??= gunzipSync(readFileSync(join(set, value))).toString("base64");
    return value;
  });
}
for (const [name, bundle] of bundles) {
  const zipped = gzipSync(JSON.stringify(bundle), { level: constants.Z_BEST_COMPRESSION });
  writeFileSync(join(here, "bundles", `${name}.json.gz`), zipped);
  console.log(name, Object.keys(bundle.cases).length, zipped.length);
}
