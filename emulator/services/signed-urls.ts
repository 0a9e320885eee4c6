import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { invalid } from "../state/index.js";

/** What a signed address allows. */
export interface Grant {
  readonly method: "GET" | "PUT";
  readonly uri: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  /** Base64; bytes of another digest are refused. */
  readonly md5?: string;
}

/** Addresses by which plain HTTP reaches the blob store, each for one object, one method and a limited time. */
export interface SignedUrls {
  /** The path and query for a grant, to put behind the address of the server; INVALID_ARGUMENT outside the store. */
  sign(grant: Grant): string;
  /** The grant of a path and query; a text says why there is none. */
  read(method: string, url: URL, now: number): Grant | { readonly refused: string };
}

const folder = "/data/";

/** Signs for objects below a root uri, with a key that nobody else has. */
export function signedUrls(root: string): SignedUrls {
  const key = randomBytes(32);
  const base = root.endsWith("/") ? root : `${root}/`;
  const seal = ({ method, uri, expires, md5 = "" }: Grant) =>
    createHmac("sha256", key).update([method, uri, expires, md5].join("\n")).digest("base64url");
  return {
    sign(grant) {
      if (!grant.uri.startsWith(base)) throw invalid(`${grant.uri} does not lie in the storage ${root}`);
      const path = grant.uri.slice(base.length).split("/").map(encodeURIComponent).join("/");
      const md5 = grant.md5 === undefined ? {} : { md5: grant.md5 };
      const query = new URLSearchParams({ expires: String(grant.expires), ...md5, signature: seal(grant) });
      return `${folder}${path}?${query}`;
    },
    read(method, { pathname, searchParams }, now) {
      if (!pathname.startsWith(folder)) return { refused: "not found" };
      const name = decoded(pathname.slice(folder.length));
      if (name === undefined) return { refused: "the address is malformed" };
      const uri = base + name;
      const expires = Number(searchParams.get("expires"));
      const md5 = searchParams.get("md5");
      const grant: Grant = { method: method === "PUT" ? "PUT" : "GET", uri, expires, ...(md5 === null ? {} : { md5 }) };
      if (!isSame(seal(grant), searchParams.get("signature") ?? "")) return { refused: "the signature does not match" };
      return expires < now ? { refused: "the address has expired" } : grant;
    },
  };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
