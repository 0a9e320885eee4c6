import { createHmac, timingSafeEqual } from "node:crypto";
import { internal } from "../state/index.js";

/** What a signed address allows. */
export interface Grant {
  readonly method: "GET" | "PUT";
  readonly uri: string;
  /** Milliseconds since the epoch. */
  readonly expires: number;
  /** Base64; bytes of another digest are refused. */
  readonly md5?: string;
}

/** A plain HTTP request that asks for a file. */
export interface FileRequest {
  readonly method: string;
  readonly url: URL;
  /** Header `Content-MD5`. */
  readonly md5?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Addresses by which plain HTTP reaches the blob store, each for one object, one method and a limited time. */
export interface SignedUrls {
  /** The path and query for a grant, to put behind the address of the server; INTERNAL outside the store. */
  sign(grant: Grant, now: number): string;
  /** The grant of a request; a text says why there is none. */
  read(request: FileRequest): Grant | { readonly refused: string };
}

const algorithm = "AWS4-HMAC-SHA256";

/**
 * Signs for objects below a root uri, with a key that nobody else has. The parameters are named as those of S3's presigned
 * addresses, by which clients and logs know what to hide and when an address ends.
 */
export function signedUrls(root: string, key: Uint8Array): SignedUrls {
  const base = root.endsWith("/") ? root : `${root}/`;
  const folder = folderOf(base);
  const seal = (...parts: readonly string[]) => createHmac("sha256", key).update(parts.join("\n")).digest("hex");
  return {
    sign({ method, uri, expires, md5 }, now) {
      if (!liesBelow(base, uri)) {
        throw internal(`failed to create a signed url. Error: ${uri} does not lie in the storage ${root}`);
      }
      const path = uri.slice(base.length).split("/").map(encodeURIComponent).join("/");
      const date = compact(now);
      // Whole, and not less than was promised.
      const seconds = String(Math.ceil((expires - momentOf(date)) / 1000));
      const headers = md5 === undefined ? "host" : "content-md5;host";
      const query = new URLSearchParams({
        "X-Amz-Algorithm": algorithm,
        "X-Amz-Credential": `flytepath/${date.slice(0, 8)}/local/s3/aws4_request`,
        "X-Amz-Date": date,
        "X-Amz-Expires": seconds,
        "X-Amz-SignedHeaders": headers,
        "X-Amz-Signature": seal(method, uri, date, seconds, headers, md5 ?? ""),
      });
      return `${folder}${path}?${query}`;
    },
    read({ method, url: { pathname, searchParams }, md5, now }) {
      if (!pathname.startsWith(folder)) return { refused: "not found" };
      const name = decoded(pathname.slice(folder.length));
      if (name === undefined) return { refused: "the address is malformed" };
      const uri = base + name;
      if (!liesBelow(base, uri)) return { refused: "not found" };
      const given = (field: string) => searchParams.get(`X-Amz-${field}`) ?? "";
      const [date, seconds, headers] = [given("Date"), given("Expires"), given("SignedHeaders")];
      const bound = headers.startsWith("content-md5") ? (md5 ?? "") : undefined;
      const kind = method === "PUT" ? "PUT" : "GET";
      const expected = seal(kind, uri, date, seconds, headers, bound ?? "");
      if (!isSame(expected, given("Signature"))) {
        return { refused: bound === "" ? "Content-MD5 is missing, which was signed" : "the signature does not match" };
      }
      const expires = momentOf(date) + Number(seconds) * 1000;
      if (!(expires >= now)) return { refused: "the address has expired" };
      return { method: kind, uri, expires, ...(bound === undefined ? {} : { md5: bound }) };
    },
  };
}

// Without dots by which a path would lead out again; addresses of files may write them encoded.
function liesBelow(base: string, uri: string): boolean {
  if (!uri.startsWith(base) || /\p{Surrogate}/u.test(uri)) return false;
  const dots = base.startsWith("file:") ? /^(\.|%2e){0,2}$/i : /^\.{0,2}$/;
  return uri
    .slice(base.length)
    .split("/")
    .every((name) => !dots.test(name));
}

// Everything lies below /data/; where the storage is a folder, its path follows, as the path of an object follows its bucket.
function folderOf(base: string): string {
  const path = base.startsWith("/") || base.startsWith("file:///") ? base.replace("file://", "") : "/";
  return `/data${path.split("/").map(encodeURIComponent).join("/")}`;
}

// 20240102T030405Z
function compact(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]|\.\d+/g, "");
}

function momentOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
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
