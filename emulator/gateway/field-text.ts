import { create, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { type ReflectMessage, reflect } from "@bufbuild/protobuf/reflect";
import { DurationSchema, TimestampSchema, timestampFromDate } from "@bufbuild/protobuf/wkt";

/** Why a text is no value of a field, in the words of Go's gateway. */
export class FieldTextError extends Error {}

/**
 * Sets the field at a dotted path, in either spelling, from texts; a field that repeats gets each. What is no field of the
 * message is ignored. Fails with a `FieldTextError`.
 */
export function setFromTexts(message: ReflectMessage, path: readonly string[], texts: readonly string[]): void {
  const [name, ...rest] = path;
  const field = message.desc.fields.find((each) => each.name === name || each.jsonName === name);
  if (field === undefined) return;
  const { oneof } = field;
  const chosen = oneof && message.oneofCase(oneof);
  if (chosen !== undefined && (chosen !== field || rest.length === 0)) {
    throw new FieldTextError(`field already set for oneof ${JSON.stringify(oneof?.name)}`);
  }
  if (rest.length > 0) {
    if (field.fieldKind !== "message")
      throw new FieldTextError(`invalid path: ${JSON.stringify(name)} is not a message`);
    const inner = message.get(field);
    setFromTexts(inner, rest, texts);
    message.set(field, inner);
  } else if (field.fieldKind === "list") {
    const list = message.get(field);
    for (const text of texts) list.add(fieldValue(field, text));
  } else if (field.fieldKind === "map") {
    throw new FieldTextError(`unsupported field type map of ${JSON.stringify(name)}`);
  } else if (texts.length > 1) {
    throw new FieldTextError(`too many values for field ${JSON.stringify(name)}: ${texts.join(", ")}`);
  } else message.set(field, fieldValue(field, texts[0] ?? ""));
}

/** Sets the field at a dotted path from the text of a variable of the path. Fails with a `FieldTextError`. */
export function setFromPath(message: ReflectMessage, path: string, text: string): void {
  const names = path.split(".");
  try {
    setPlain(message, names, text);
  } catch (error) {
    if (!(error instanceof FieldTextError)) throw error;
    // Flyte's gateway names the field once more where it lies in a message.
    const isDeep = names.length > 1;
    const why = isDeep ? error.message : (error.message.match(/^parsing field "\w+": (.*)$/)?.[1] ?? error.message);
    const said = isDeep ? why : why.replace(/^"(.*)" is not a valid value$/, "$1 is not valid");
    throw new FieldTextError(`type mismatch, parameter: ${path}, error: ${said}`);
  }
}

// The path wins over the body, which may have said the same field.
function setPlain(message: ReflectMessage, [name, ...rest]: readonly string[], text: string): void {
  const field = message.desc.fields.find((each) => each.name === name);
  if (field === undefined) throw new Error(`the path names ${name}, which ${message.desc.typeName} does not have`);
  if (field.fieldKind === "message" && rest.length > 0) {
    const inner = message.get(field);
    setPlain(inner, rest, text);
    message.set(field, inner);
  } else message.set(field, fieldValue(field, text));
}

function fieldValue(field: DescField, text: string): unknown {
  try {
    if (field.message !== undefined) return messageOf(field.message, text);
    if (field.enum !== undefined) {
      const number = /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
      const known = field.enum.values.find((value) => value.name === text || value.number === number);
      if (known === undefined) throw new FieldTextError(`${JSON.stringify(text)} is not a valid value`);
      return known.number;
    }
    return scalarOf(field.scalar as ScalarType, text);
  } catch (error) {
    if (!(error instanceof FieldTextError)) throw error;
    throw new FieldTextError(`parsing field ${JSON.stringify(field.name)}: ${error.message}`);
  }
}

const ranges: Readonly<Partial<Record<ScalarType, readonly [bits: number, signed: boolean]>>> = {
  [ScalarType.INT32]: [32, true],
  [ScalarType.SINT32]: [32, true],
  [ScalarType.SFIXED32]: [32, true],
  [ScalarType.UINT32]: [32, false],
  [ScalarType.FIXED32]: [32, false],
  [ScalarType.INT64]: [64, true],
  [ScalarType.SINT64]: [64, true],
  [ScalarType.SFIXED64]: [64, true],
  [ScalarType.UINT64]: [64, false],
  [ScalarType.FIXED64]: [64, false],
};
const truths: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...["1", "t", "T", "TRUE", "true", "True"].map((text) => [text, true]),
  ...["0", "f", "F", "FALSE", "false", "False"].map((text) => [text, false]),
]);

function scalarOf(type: ScalarType, text: string): unknown {
  if (type === ScalarType.STRING) return text;
  if (type === ScalarType.BYTES) return Buffer.from(text, "base64");
  if (type === ScalarType.BOOL) {
    if (text in truths) return truths[text];
    throw syntax("ParseBool", text);
  }
  const range = ranges[type];
  if (range === undefined) {
    const value = text.trim() === text && text !== "" ? Number(text) : Number.NaN;
    if (Number.isNaN(value) && !/^nan$/i.test(text)) throw syntax("ParseFloat", text);
    return value;
  }
  const [bits, signed] = range;
  const name = signed ? "ParseInt" : "ParseUint";
  if (!(signed ? /^[+-]?\d+$/ : /^\d+$/).test(text)) throw syntax(name, text);
  const value = BigInt(text.replace(/^\+/, ""));
  const isKept = (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;
  if (!isKept) throw new FieldTextError(`strconv.${name}: parsing ${JSON.stringify(text)}: value out of range`);
  return bits === 64 ? value : Number(value);
}

function syntax(name: string, text: string): FieldTextError {
  return new FieldTextError(`strconv.${name}: parsing ${JSON.stringify(text)}: invalid syntax`);
}

function messageOf(desc: DescMessage, text: string): ReflectMessage {
  if (desc.typeName === TimestampSchema.typeName) {
    const at = new Date(text);
    if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(at.getTime())) {
      throw new FieldTextError(`parsing time ${JSON.stringify(text)} as "2006-01-02T15:04:05.999999999Z07:00"`);
    }
    return reflect(TimestampSchema, timestampFromDate(at));
  }
  if (desc.typeName === DurationSchema.typeName) {
    const nanos = nanosOf(text);
    const duration = create(DurationSchema, { seconds: nanos / billion, nanos: Number(nanos % billion) });
    return reflect(DurationSchema, duration);
  }
  const value = desc.fields[0];
  if (!/^google\.protobuf\.\w+Value$/.test(desc.typeName) || value?.name !== "value" || value.fieldKind !== "scalar") {
    throw new FieldTextError(`unsupported message type: ${JSON.stringify(desc.typeName)}`);
  }
  const wrapper = reflect(desc, create(desc));
  wrapper.set(value, scalarOf(value.scalar, text));
  return wrapper;
}

const billion = 1_000_000_000n;
const units: Readonly<Record<string, number>> = { ns: 1, us: 1e3, µs: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

// Go writes spans as `1h30m` or `3600s`.
function nanosOf(text: string): bigint {
  if (!/^[+-]?(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+$/.test(text)) {
    throw new FieldTextError(`time: invalid duration ${JSON.stringify(text)}`);
  }
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, count, unit]) => total + Number(count) * units[unit!]!, 0);
  return BigInt(Math.round(text.startsWith("-") ? -sum : sum));
}
