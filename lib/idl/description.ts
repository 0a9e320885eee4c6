import type { JsonObject } from "../types/index.js";
import { carrier } from "./carried.js";
import { type DescriptionEntity, DescriptionEntitySchema } from "./gen/flyteidl/admin/description_entity_pb.js";
import { known } from "./known.js";

const descriptions = carrier(DescriptionEntitySchema, ["shortDescription"]);

/** What a task or workflow says of itself. */
interface Described {
  readonly description?: string;
  readonly rest?: JsonObject;
}

/** The sentence as the short description, beside what `rest.description` carries; undefined when there is neither. */
export function encodeDescription({ description, rest }: Described): DescriptionEntity | undefined {
  const carried = rest?.description as JsonObject | undefined;
  if (description === undefined && carried === undefined) return undefined;
  const message = descriptions.write(carried);
  message.shortDescription = description ?? "";
  return message;
}

/** The short description, and the others added to what is already carried. */
export function decodeDescription(
  message: DescriptionEntity | undefined,
  rest: JsonObject | undefined,
  path: string,
): Described {
  if (message === undefined) return rest === undefined ? {} : { rest };
  const { shortDescription } = known(message, path);
  const others = descriptions.read(message);
  const all = others === undefined ? rest : { ...rest, description: others };
  return {
    ...(shortDescription === "" ? {} : { description: shortDescription }),
    ...(all === undefined ? {} : { rest: all }),
  };
}
