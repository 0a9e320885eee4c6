import { failure } from "../../../lib/errors/index.js";
import type { Literals } from "../../../lib/types/index.js";
import { renderLiteral } from "./render-literal.js";

/** What a command's template may name, besides inputs. */
export interface Fields {
  readonly input: string;
  readonly inputPrefix: string;
  readonly outputPrefix: string;
  readonly rawOutputDataPrefix: string;
  readonly perRetryUniqueKey: string;
  readonly taskTemplatePath: string;
  readonly checkpointOutputPrefix: string;
  readonly prevCheckpointPrefix: string;
  readonly namespace: string;
}

const placeholder = /\{\{\s*[.$](\w+)(?:\.([^}\s]+))?\s*\}\}/g;

/**
 * Fills in `{{.name}}` and `{{.inputs.name}}` wherever they stand in a text; other placeholders stay as they are. Fails with
 * `EMULATOR_TEMPLATE_INPUT_UNKNOWN`.
 */
export function fillTemplate(text: string, fields: Fields, inputs: Literals): string {
  const byName = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value as string]));
  return text.replace(placeholder, (whole, name: string, member: string | undefined) => {
    if (member === undefined) return byName.get(name.toLowerCase()) ?? whole;
    if (name.toLowerCase() !== "inputs") return whole;
    const literal = Object.hasOwn(inputs, member) ? inputs[member] : undefined;
    if (literal === undefined) {
      const facts = { placeholder: whole, input: member, known: Object.keys(inputs) };
      throw failure("EMULATOR_TEMPLATE_INPUT_UNKNOWN", facts, { retryable: false });
    }
    return renderLiteral(literal);
  });
}

/** Whether a text asks for the file of the task's template, which is written only then. */
export function asksForTemplate(text: string): boolean {
  return /\{\{\s*[.$]taskTemplatePath\s*\}\}/i.test(text);
}
