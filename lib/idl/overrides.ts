import type { TaskOverrides } from "../dag/index.js";
import { carrier } from "./carried.js";
import { type TaskNodeOverrides, TaskNodeOverridesSchema } from "./gen/flyteidl/core/workflow_pb.js";
import { known } from "./known.js";
import { decodeResources, encodeResources } from "./resources.js";

const all = carrier(TaskNodeOverridesSchema, ["resources", "containerImage"]);

/** What takes the place of the task's own, as Flyte's `core.TaskNodeOverrides`. */
export function encodeOverrides({ resources, image, rest }: TaskOverrides): TaskNodeOverrides {
  const message = all.write(rest);
  message.containerImage = image ?? "";
  if (resources !== undefined) message.resources = encodeResources(resources);
  return message;
}

/** The overrides of a `core.TaskNodeOverrides`; `{}` when it changes nothing. */
export function decodeOverrides(message: TaskNodeOverrides, path: string): TaskOverrides {
  const { containerImage } = known(message, path);
  const resources = decodeResources(message.resources, path);
  const rest = all.read(message);
  return {
    ...(resources === undefined ? {} : { resources }),
    ...(containerImage === "" ? {} : { image: containerImage }),
    ...(rest === undefined ? {} : { rest }),
  };
}
