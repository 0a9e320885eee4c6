const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

// Minute, hour, day of the month, month, day of the week.
const fields = [
  { least: 0, most: 59, names: [] },
  { least: 0, most: 23, names: [] },
  { least: 1, most: 31, names: [] },
  { least: 1, most: 12, names: months },
  { least: 0, most: 7, names: days },
] as const;

/** Whether a text is a schedule of five cron fields, or one of the aliases that Flyte knows, such as `@daily`. */
export function isCron(text: string): boolean {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(text)) return true;
  const parts = text.trim().split(/\s+/);
  return (
    parts.length === fields.length && parts.every((part, index) => part.split(",").every((each) => fits(each, index)))
  );
}

function fits(part: string, index: number): boolean {
  const [, from, to, step] = /^(\*|\?|[a-z\d]+)(?:-([a-z\d]+))?(?:\/(\d+))?$/i.exec(part) ?? [];
  if (from === undefined || step === "0") return false;
  if (from === "*" || from === "?") return to === undefined;
  const [first, last] = [numberOf(from, index), to === undefined ? undefined : numberOf(to, index)];
  return first !== undefined && (to === undefined || (last !== undefined && last >= first));
}

function numberOf(text: string, index: number): number | undefined {
  const { least, most, names } = fields[index]!;
  const named = (names as readonly string[]).indexOf(text.toLowerCase());
  const value = named >= 0 ? named + (names === months ? 1 : 0) : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
