import { suite } from "uvu";
import * as assert from "uvu/assert";
import { createEmulator } from "../../../emulator/index.js";
import type { Json, JsonObject } from "../../../lib/types/index.js";

const openapi = suite("emulator/gateway/openapi");

const emulator = createEmulator();
const { url } = await emulator.listen({ port: 0 });
const document = (await (await fetch(`${url}/api/v1/openapi`)).json()) as JsonObject;
const paths = document.paths as Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
const operations = Object.entries(paths).flatMap(([path, verbs]) =>
  Object.values(verbs).map((operation) => ({ path, operation })),
);

openapi("it names every route of the services that are offered, and none of others", () => {
  assert.ok(paths["/api/v1/tasks/{id.project}/{id.domain}/{id.name}/{id.version}"]?.get);
  assert.ok(paths["/api/v1/signals"]?.post);
  assert.is(paths["/me"], undefined);
});

openapi("every operation has a name of its own", () => {
  const names = operations.map(({ operation }) => operation.operationId);
  assert.is(new Set(names).size, names.length);
});

openapi("every variable of a path is a parameter", () => {
  for (const { path, operation } of operations) {
    const given = (operation.parameters as readonly JsonObject[]).filter((each) => each.in === "path");
    const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
    assert.equal(
      given.map(({ name }) => name),
      wanted,
      path,
    );
  }
});

openapi("every reference leads to a definition", () => {
  const known = Object.keys(document.definitions as JsonObject).map((name) => `#/definitions/${name}`);
  const refs = referencesIn(document);
  assert.ok(refs.length > 100);
  assert.equal(
    refs.filter((ref) => !known.includes(ref)),
    [],
  );
});

openapi.after(() => emulator.close());

openapi.run();

function referencesIn(value: Json): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  if ("$ref" in value) return [String((value as JsonObject).$ref)];
  return Object.values(value).flatMap((item) => referencesIn(item as Json));
}
