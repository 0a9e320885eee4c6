import { isIP } from "node:net";
import { hostname } from "node:os";

/** Whether a host name can only mean this machine. */
export function isLoopback(name: string): boolean {
  const bare = name.replace(/^\[|\]$/g, "").toLowerCase();
  return (
    bare === "localhost" ||
    bare.endsWith(".localhost") ||
    (isIP(bare) === 4 && bare.startsWith("127.")) ||
    bare === "::1" ||
    bare === "0:0:0:0:0:0:0:1"
  );
}

/** Whether an address stands for all of a machine's own. */
export function isWildcard(host: string): boolean {
  return ["0.0.0.0", "::", "[::]", ""].includes(host);
}

/**
 * Whether the name by which a client calls (`Host`, `:authority`) is one of this server. A page whose own name was made to
 * point here calls by that name, and is told by it.
 */
export function isOwnName(authority: string, host: string, names: readonly string[]): boolean {
  // Addresses are made of it: nothing but a name and a port.
  const isBare = /^(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?$/i.test(authority);
  const url = isBare && URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`) : undefined;
  if (url === undefined) return false;
  const bare = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (isLoopback(bare)) return true;
  const own = [host, ...names].map((name) => name.replace(/^\[|\]$/g, "").toLowerCase());
  if (own.includes(bare)) return true;
  // No page can have an address of its own as its name and be another's.
  return isWildcard(host) && (isIP(bare) !== 0 || bare === hostname().toLowerCase());
}
