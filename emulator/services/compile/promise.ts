import type { OutputReference, PromiseAttribute } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { type LiteralType, SimpleType } from "../../../lib/idl/gen/flyteidl/core/types_pb.js";
import { interfaceOf } from "./node-interface.js";
import { report, type Scope, startNode } from "./scope.js";
import { typeText } from "./types.js";

/** A promise that was found: the type of its value, if its path leads to one, and its name for texts. */
export interface Found {
  readonly type: LiteralType | undefined;
  /** Type of the whole output, whatever the path. */
  readonly whole: LiteralType;
  readonly name: string;
}

const variableName = /(?:\[(\d+)\]\.)?(\w+)/g;

/**
 * Finds what a promise refers to, and writes `start-node` where it names no node. Undefined, with problems reported,
 * when there is no such node or output.
 */
export function resolve(
  scope: Scope,
  consumer: string,
  [input, promise]: readonly [string, OutputReference],
): Found | undefined {
  const notBound = () => report(scope, "ParameterNotBound", consumer, `Parameter not bound [${input}].`);
  const nodeId = promise.nodeId || startNode;
  const { var: variable, attrPath } = promise;
  const producer = scope.nodes.get(nodeId);
  if (producer === undefined) {
    report(scope, "NodeReferenceNotFound", nodeId, `Referenced node [${nodeId}] not found.`);
    notBound();
    return undefined;
  }
  const [only, ...others] = [...variable.matchAll(variableName)];
  if (only === undefined || others.length > 0) {
    report(scope, "SyntaxError", consumer, `Failed to parse element [${variable}].`);
    return undefined;
  }
  const [, index, name = ""] = only;
  const outputs = interfaceOf(scope, producer)?.outputs ?? {};
  const declared = Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  if (declared?.type === undefined) {
    report(scope, "VariableNameNotFound", nodeId, `Variable [${name}] not found on node [${nodeId}].`);
    notBound();
    return undefined;
  }
  promise.nodeId = nodeId;
  const whole = declared.type;
  const item = index === undefined ? whole : step(whole);
  const type = walk(scope, [consumer, variable], item, attrPath);
  const shown = producer.metadata === undefined ? variable : `${producer.metadata.name}.${variable}`;
  return { type, whole, name: shown };
}

function walk(
  scope: Scope,
  [consumer, variable]: readonly [string, string],
  type: LiteralType,
  path: readonly PromiseAttribute[],
): LiteralType | undefined {
  let here = type;
  for (const { value } of path) {
    const fields = here.structure?.dataclassType ?? {};
    if (!isStruct(here) || Object.keys(fields).length === 0) {
      here = step(here);
      continue;
    }
    const field = fields[String(value.value)];
    if (field === undefined) {
      const text = `Variable [${variable}] (type [${typeText(here)}]) doesn't have field [${value.value}].`;
      report(scope, "FieldNotFound", consumer, text);
      return undefined;
    }
    here = field;
  }
  return here;
}

function isStruct({ type }: LiteralType): boolean {
  return type.case === "simple" && type.value === SimpleType.STRUCT;
}

// Flyte does not ask which kind of key walks into a list or a map, and stays where there is nothing to walk into.
function step(type: LiteralType): LiteralType {
  const { type: kind } = type;
  return kind.case === "collectionType" || kind.case === "mapValueType" ? kind.value : type;
}
