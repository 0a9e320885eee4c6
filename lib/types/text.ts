import { failure } from "../errors/index.js";
import type { Place } from "./place.js";

/** Refuses text that UTF-8 cannot hold. Fails with `VALUE_TEXT_MALFORMED`. */
export function checkText(text: string, place: Place): string {
  if (/\p{Surrogate}/u.test(text)) throw failure("VALUE_TEXT_MALFORMED", {}, place.facts());
  return text;
}
