import type { Variable } from "../../../lib/idl/gen/flyteidl/core/interface_pb.js";
import type { LiteralType, OutputReference } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import type { Node } from "../../../lib/idl/gen/flyteidl/core/workflow_pb.js";
import { type Bound, notBound, type Place } from "./bindings.js";
import { castable } from "./castable.js";
import { effectiveOutputs } from "./node-interface.js";
import { report, type Scope, startNode } from "./scope.js";
import { typeText, variableText } from "./types.js";

const variableName = /(?:\[(\d+)\]\.)?(\w+)/g;

/**
 * Finds what a promise refers to and whether it fits what is expected, if anything is; writes `start-node` where it
 * names no node. Undefined, with problems reported, when there is no such node or output, or it does not fit.
 */
export function checkPromise(
  place: Place,
  promise: OutputReference,
  expected: LiteralType | undefined,
): Bound | undefined {
  const { scope, node, input } = place;
  const producer = producerOf(scope, promise);
  const [parsed, ...others] = [...promise.var.matchAll(variableName)];
  if (producer !== undefined && (parsed === undefined || others.length > 0)) {
    report(scope, "SyntaxError", node.id, `Failed to parse element [${promise.var}].`);
    return undefined;
  }
  const [, index, name = ""] = parsed ?? [];
  const output = producer && outputOf(scope, producer, name);
  if (producer === undefined || output === undefined) {
    notBound(scope, node.id, input);
    return undefined;
  }
  const mismatch = (given: LiteralType | undefined) => {
    const what = `The output variable '${shown(producer, promise.var)}' has type [${variableText(given)}]`;
    const where = `but it's assigned to the input variable '${shown(node, input)}'`;
    const type = expected === undefined ? "simple:NONE" : variableText(expected);
    report(scope, "MismatchingTypes", node.id, `${what}, ${where} which has type type [${type}].`);
    return undefined;
  };
  // An index into what is no list is a problem, and then as good as none.
  const isList = output.type?.type.case === "collectionType";
  if (index !== undefined && !isList) mismatch(output.type);
  const type = walk(place, promise, index !== undefined && isList ? itemOf(output.type) : output.type);
  if (type === undefined) return undefined;
  if (expected !== undefined && !castable(type, expected)) return mismatch(type);
  promise.nodeId = producer.id;
  return { type: output.type, upstream: [producer.id] };
}

function producerOf(scope: Scope, { nodeId }: OutputReference): Node | undefined {
  const producer = scope.nodes.get(nodeId === "" ? startNode : nodeId);
  if (producer === undefined) {
    report(scope, "NodeReferenceNotFound", nodeId, `Referenced node [${nodeId}] not found.`);
  }
  return producer;
}

function outputOf(scope: Scope, producer: Node, name: string): Variable | undefined {
  const outputs = effectiveOutputs(scope, producer);
  if (outputs === undefined || Object.hasOwn(outputs, name)) return outputs?.[name];
  report(scope, "VariableNameNotFound", producer.id, `Variable [${name}] not found on node [${producer.id}].`);
  return undefined;
}

// Flyte does not ask which kind of key walks into a list or a map, and stays where there is nothing to walk into.
function walk(
  { scope, node }: Place,
  { var: variable, attrPath }: OutputReference,
  type: LiteralType | undefined,
): LiteralType | undefined {
  let here = type;
  for (const { value } of attrPath) {
    const inner = itemOf(here);
    const fields = here?.structure?.dataclassType ?? {};
    if (inner !== here) here = inner;
    else if (Object.keys(fields).length > 0) {
      const key = value.case === "stringValue" ? value.value : "";
      if (!Object.hasOwn(fields, key)) {
        const text = `Variable [${variable}] (type [${typeText(here)}]) doesn't have field [${key}].`;
        report(scope, "FieldNotFound", node.id, text);
        return undefined;
      }
      here = fields[key];
    }
  }
  return here;
}

function itemOf(type: LiteralType | undefined): LiteralType | undefined {
  const kind = type?.type;
  return kind?.case === "collectionType" || kind?.case === "mapValueType" ? kind.value : type;
}

function shown({ metadata }: Node, variable: string): string {
  return metadata === undefined ? variable : `${metadata.name}.${variable}`;
}
