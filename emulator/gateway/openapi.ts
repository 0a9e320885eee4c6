import { bindings } from "./bindings.js";

/** What the gateway serves, as a document of OpenAPI 2.0 in JSON; only the services that are offered. */
export function openApi(offered: ReadonlySet<string>): string {
  const served = bindings.filter(({ method }) => offered.has(method.parent.typeName));
  const paths = Object.groupBy(served, ({ template }) => `/${template.map(pathOf).join("/")}`);
  const shown = Object.entries(paths).map(([path, all = []]) => [
    path,
    Object.fromEntries(
      all.map(({ verb, method }) => [
        verb.toLowerCase(),
        {
          operationId: `${method.parent.name}_${method.name}`,
          tags: [method.parent.name],
          responses: { default: { description: "The answer, or a google.rpc.Status." } },
        },
      ]),
    ),
  ]);
  const info = { title: "Flyte", version: "v1" };
  return JSON.stringify({ swagger: "2.0", info, paths: Object.fromEntries(shown) });
}

function pathOf(part: { readonly text: string } | { readonly field: string }): string {
  return "text" in part ? part.text : `{${part.field}}`;
}
