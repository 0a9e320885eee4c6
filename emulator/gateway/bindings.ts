import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import { type HttpRule, http } from "../../lib/idl/gen/google/api/annotations_pb.js";
import { matchPath, type PathTemplate, readTemplate } from "./path-template.js";
import { services } from "./served.js";

/** A method of HTTP and a path that lead to an RPC. */
export interface Binding {
  readonly method: DescMethod;
  readonly verb: string;
  readonly template: PathTemplate;
  /** Whether the body is the request; otherwise the query fills it. */
  readonly hasBody: boolean;
}

/** A binding that fits, and the texts of its path's variables. */
export interface Match {
  readonly binding: Binding;
  readonly variables: ReadonlyMap<string, string>;
}

/** All bindings that the services' `google.api.http` options name; of two that fit a path, the later one is asked first. */
export const bindings: readonly Binding[] = services
  .flatMap(({ methods }) => methods)
  .filter((method) => hasOption(method, http))
  .flatMap((method) => {
    const rule = getOption(method, http);
    return [rule, ...rule.additionalBindings].map((each) => bindingOf(method, each));
  })
  .reverse();

/** The binding of a path under a verb. */
export function findBinding(verb: string, path: string): Match | undefined {
  const segments = path.split("/").slice(1);
  for (const binding of bindings) {
    if (binding.verb !== verb) continue;
    const variables = matchPath(binding.template, segments);
    if (variables !== undefined) return { binding, variables };
  }
  return undefined;
}

/** Whether a path has a binding under any verb. */
export function isBound(path: string): boolean {
  const segments = path.split("/").slice(1);
  return bindings.some(({ template }) => matchPath(template, segments) !== undefined);
}

function bindingOf(method: DescMethod, { pattern, body }: HttpRule): Binding {
  const { case: verb = "get", value: path = "" } = pattern;
  return { method, verb: verb.toUpperCase(), template: readTemplate(path), hasBody: body !== "" };
}
