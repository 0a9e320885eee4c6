import type { Container } from "../dag/index.js";
import { carrier } from "./carried.js";
import { type Container as ContainerMessage, ContainerSchema } from "./gen/flyteidl/core/tasks_pb.js";
import { known } from "./known.js";
import { decodeResources, encodeResources } from "./resources.js";

const containers = carrier(ContainerSchema, ["image", "command", "args", "resources", "env"]);

/** A container as Flyte's `core.Container`. */
export function encodeContainer(container: Container): ContainerMessage {
  const message = containers.write(container.rest);
  message.image = container.image;
  message.command = [...container.command];
  message.args = [...container.args];
  message.resources = encodeResources(container.resources ?? {});
  message.env = (container.env ?? []).map((pair) => ({ $typeName: "flyteidl.core.KeyValuePair", ...pair }));
  return message;
}

/** The container that a `core.Container` describes. */
export function decodeContainer(message: ContainerMessage, path: string): Container {
  const { image, command, args, env } = known(message, path);
  const resources = decodeResources(message.resources, path);
  const rest = containers.read(message);
  return {
    image,
    command: [...command],
    args: [...args],
    ...(resources === undefined ? {} : { resources }),
    ...(env.length === 0 ? {} : { env: env.map((pair) => ({ key: known(pair, path).key, value: pair.value })) }),
    ...(rest === undefined ? {} : { rest }),
  };
}
