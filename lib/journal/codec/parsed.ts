import { failure } from "../../errors/index.js";

/** What a text of the journal says; `what` names it for people. Fails with `JOURNAL_TEXT_DAMAGED`. */
export function parsed<Kept>(text: string | undefined, what: string): Kept {
  if (text === undefined) throw failure("JOURNAL_TEXT_DAMAGED", { what, why: "it is gone" });
  try {
    // The journal wrote it, and nobody else.
    return JSON.parse(text) as Kept;
  } catch (cause) {
    throw failure("JOURNAL_TEXT_DAMAGED", { what, why: (cause as Error).message }, { cause });
  }
}
