import { create } from "@bufbuild/protobuf";
import { type CompiledTask, CompiledTaskSchema } from "../../../lib/idl/gen/flyteidl/core/compiler_pb.js";
import { Resources_ResourceName, type TaskTemplate } from "../../../lib/idl/gen/flyteidl/core/tasks_pb.js";
import { invalid } from "../../state/index.js";
import { readQuantity } from "../../../lib/dag/index.js";
import { labelIssues } from "../labels.js";
import { type Problem, said } from "./problems.js";

/** Compiles a task as Flyte does; INVALID_ARGUMENT with every problem. */
export function compileTask(template: TaskTemplate): CompiledTask {
  const problems = problemsOf(template);
  if (problems.length > 0) throw invalid(`task failed compilation with ${said(problems)}`);
  return create(CompiledTaskSchema, { template });
}

function problemsOf({ target, interface: declared }: TaskTemplate): readonly Problem[] {
  if (target.case === "container") {
    const { command, args, resources } = target.value;
    const used = [declared?.inputs, declared?.outputs].some((list) => Object.keys(list?.variables ?? {}).length > 0);
    const idle = used && command.length === 0 && args.length === 0;
    const entries = [...(resources?.requests ?? []), ...(resources?.limits ?? [])];
    const unreadable = entries.filter(({ value }) => readQuantity(value) === undefined);
    return [
      ...(idle ? [{ code: "ValueRequired", node: "container", text: "Value required [command]." }] : []),
      ...unreadable.map(({ name, value }) => ({
        code: "UnrecognizedValue",
        node: `resources.${Resources_ResourceName[name] ?? name}`,
        text: `Unrecognized value [${value}].`,
      })),
    ];
  }
  if (target.case === "k8sPod") {
    return containerNames(target.value.podSpec).flatMap((name) => {
      const text = "Invalid value [k8s pod spec container name].";
      return labelIssues.dns(name).length === 0 ? [] : [{ code: "InvalidValue", node: "root", text }];
    });
  }
  return [];
}

function containerNames(spec: unknown): readonly string[] {
  const containers = (spec as { containers?: { name?: string }[] } | undefined)?.containers ?? [];
  return containers.map(({ name }) => name ?? "");
}
