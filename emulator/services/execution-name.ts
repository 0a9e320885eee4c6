import { invalid } from "../state/index.js";

const letters = "bcdfghjklmnpqrstvwxz2456789";
const longest = 63;

/** A name for a run that nobody named: `a` and nineteen letters that spell no words. */
export function generateName(random: () => number): string {
  return `a${randomLetters(random, 19)}`;
}

/** Letters and digits of which no words can be made. */
export function randomLetters(random: () => number, length: number): string {
  return Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join("");
}

/** Demands a name that Kubernetes would take once it is in lower case; INVALID_ARGUMENT. */
export function checkName(given: string): void {
  const name = given.toLowerCase();
  if (name.length > longest) throw invalid(`size of name exceeded length ${longest} : ${name}`);
  if (!/^[a-z][a-z\-0-9]*$/.test(name)) {
    throw invalid(`invalid name format: ${name}, does not match regex '^[a-z][a-z\\-0-9]*$'`);
  }
}
