import { failure } from "../errors/index.js";

/** Both directions between a protobuf enum and flytepath's words for it. */
export interface EnumNames<Word extends string> {
  encode(word: Word): number;
  /** WIRE_ENUM_UNKNOWN for a number that has no word. */
  decode(value: number, path?: string): Word;
}

/** Makes the two directions from one table, word to number; `field` names the enum in errors. */
export function enumNames<Word extends string>(
  field: string,
  numbers: Readonly<Record<Word, number>>,
): EnumNames<Word> {
  const words = new Map(Object.entries<number>(numbers).map(([word, number]) => [number, word as Word]));
  return {
    encode: (word) => numbers[word],
    decode(value, path) {
      const word = words.get(value);
      if (word === undefined) throw failure("WIRE_ENUM_UNKNOWN", { field, value }, { path });
      return word;
    },
  };
}
