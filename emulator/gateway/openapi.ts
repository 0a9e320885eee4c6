import type { DescField, DescMessage } from "@bufbuild/protobuf";
import { StatusSchema } from "../../lib/idl/gen/google/rpc/status_pb.js";
import { type Binding, bindings } from "./bindings.js";
import { definitions, leafOf, refTo, type Schema } from "./openapi-schema.js";

/**
 * What the gateway serves, as a document of OpenAPI 2.0 in JSON, in which Flyte's own is written; only the services that
 * are offered, with names in the spelling of answers to whoever asks for nothing.
 */
export function openApi(offered: ReadonlySet<string>): string {
  const served = [...bindings].reverse().filter(({ method }) => offered.has(method.parent.typeName));
  const paths: Record<string, Record<string, Schema>> = {};
  const counts = new Map<string, number>();
  for (const binding of served) {
    const { verb, method } = binding;
    const path = `/${binding.template.map((part) => ("text" in part ? part.text : `{${part.field}}`)).join("/")}`;
    const name = `${method.parent.name}_${method.name}`;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    // An RPC with several paths is several operations.
    const operationId = count === 1 ? name : `${name}${count}`;
    paths[path] = { ...paths[path], [verb.toLowerCase()]: operation(binding, operationId) };
  }
  const messages = [...served.flatMap(({ method: { input, output } }) => [input, output]), StatusSchema];
  const json = "application/json";
  const binary = "application/octet-stream";
  return JSON.stringify({
    swagger: "2.0",
    info: { title: "Flyte, as flytepath's emulator serves it", version: "v1" },
    consumes: [json, binary],
    produces: [json, binary],
    paths,
    definitions: definitions(messages),
  });
}

function operation(binding: Binding, operationId: string): Schema {
  const { method, template, hasBody } = binding;
  const fields = template.flatMap((part) => ("field" in part ? [part.field] : []));
  const inPath = fields.map((field) => ({
    name: field,
    in: "path",
    required: true,
    ...leafOf(fieldAt(method.input, field.split("."))),
  }));
  const body = { name: "body", in: "body", required: true, schema: refTo(method.input) };
  const rest = hasBody ? [body] : queryOf(method.input, "", []).filter(({ name }) => !fields.includes(name));
  return {
    operationId,
    tags: [method.parent.name],
    parameters: [...inPath, ...rest],
    responses: {
      200: { description: "The answer.", schema: refTo(method.output) },
      default: { description: "Why there is none.", schema: refTo(StatusSchema) },
    },
  };
}

function fieldAt(desc: DescMessage, [name, ...rest]: readonly string[]): DescField {
  const field = desc.fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`${desc.typeName} has no field ${name}, which a path names`);
  return rest.length === 0 || field.message === undefined ? field : fieldAt(field.message, rest);
}

interface QueryParameter extends Schema {
  readonly name: string;
}

// Every leaf of a message may stand in a query under its dotted path; a message inside itself has no end there.
function queryOf(desc: DescMessage, prefix: string, outer: readonly DescMessage[]): readonly QueryParameter[] {
  return desc.fields.flatMap((field): readonly QueryParameter[] => {
    const name = prefix + field.name;
    if (field.fieldKind === "map") return [];
    const leaf = leafOf(field);
    if (leaf !== undefined && field.fieldKind === "list") {
      return [{ name, in: "query", type: "array", items: leaf, collectionFormat: "multi" }];
    }
    if (leaf !== undefined) return [{ name, in: "query", ...leaf }];
    if (field.fieldKind !== "message" || outer.includes(field.message)) return [];
    return queryOf(field.message, `${name}.`, [...outer, field.message]);
  });
}
