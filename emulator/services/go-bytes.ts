import { create, type DescField, type DescMessage, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** A message in the bytes that Go writes of it, where texts show them: the members of oneofs come after all other fields. */
export function goBytes<Desc extends DescMessage>(desc: Desc, message: MessageShape<Desc>): Uint8Array {
  return bytesOf(reflect(desc, message));
}

function bytesOf(message: ReflectMessage): Uint8Array {
  const writer = new BinaryWriter();
  const fields = message.sortedFields.filter((field) => message.isSet(field));
  const own = fields.filter(({ oneof }) => oneof === undefined);
  for (const field of [...own, ...fields.filter(({ oneof }) => oneof !== undefined)]) write(writer, message, field);
  return writer.finish();
}

function write(writer: BinaryWriter, message: ReflectMessage, field: DescField): void {
  const inner = (value: ReflectMessage, into = writer, number = field.number) =>
    into.tag(number, WireType.LengthDelimited).bytes(bytesOf(value));
  if (field.fieldKind === "message") inner(message.get(field));
  else if (field.fieldKind === "list" && field.listKind === "message") {
    for (const item of message.get(field)) inner(item as ReflectMessage);
  } else if (field.fieldKind === "map" && field.mapKind === "message") {
    for (const [key, value] of message.get(field)) {
      const entry = new BinaryWriter().tag(1, WireType.LengthDelimited).string(String(key));
      inner(value as ReflectMessage, entry, 2);
      writer.tag(field.number, WireType.LengthDelimited).bytes(entry.finish());
    }
  } else {
    const alone = reflect(message.desc, create(message.desc));
    alone.set(field, message.get(field) as never);
    writer.raw(toBinary(message.desc, alone.message));
  }
}
