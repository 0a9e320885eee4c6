import { Code, ConnectError } from "@connectrpc/connect";

/** The values of each name in a query, as Go reads it; fails with INVALID_ARGUMENT. */
export function readQuery(query: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  if (query.includes(";")) throw wrong("invalid semicolon separator in query");
  for (const part of query.split("&")) {
    if (part === "") continue;
    const [name = "", ...rest] = part.split("=");
    const key = decoded(name);
    values.set(key, [...(values.get(key) ?? []), decoded(rest.join("="))]);
  }
  return values;
}

function decoded(text: string): string {
  const bad = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text);
  if (bad !== null) throw wrong(`invalid URL escape ${JSON.stringify(bad[0])}`);
  return percentDecoded(text.replaceAll("+", " "));
}

function wrong(why: string): ConnectError {
  return new ConnectError(why, Code.InvalidArgument);
}

/** A text whose escapes are well formed, decoded once; bytes that are no UTF-8 become U+FFFD. */
export function percentDecoded(text: string): string {
  const pieces = text.split(/((?:%[0-9a-fA-F]{2})+)/);
  return pieces
    .map((piece, index) => (index % 2 === 0 ? piece : Buffer.from(piece.replaceAll("%", ""), "hex").toString("utf8")))
    .join("");
}
