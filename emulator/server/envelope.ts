import { Code, ConnectError } from "@connectrpc/connect";
import type { Request } from "./fallback.js";

/** A message of gRPC as it stands on the wire. */
export interface Enveloped {
  /** 1: the bytes are compressed. */
  readonly flags: number;
  readonly bytes: Uint8Array;
}

const head = 5;

/** A message with its head: flags and length. */
export function enveloped({ flags, bytes }: Enveloped): Buffer {
  const whole = Buffer.allocUnsafe(head + bytes.length);
  whole[0] = flags;
  whole.writeUInt32BE(bytes.length, 1);
  whole.set(bytes, head);
  return whole;
}

/**
 * The one message of a unary request, of at most so many bytes; rejects as soon as there are more. Of a request that breaks
 * off nothing is heard.
 */
export function messageIn(request: Request, most: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    let read: Buffer | undefined;
    const more: Buffer[] = [];
    request.on("data", (chunk: Buffer) => {
      if (read === undefined) read = chunk;
      else more.push(chunk);
      if (read.length < head && more.length > 0) read = Buffer.concat([read, more.pop()!]);
      if (read.length < head) return;
      const length = read.readUInt32BE(1);
      if (length <= most) return;
      request.pause();
      const message = `message size ${length} is larger than configured readMaxBytes ${most}`;
      reject(new ConnectError(message, Code.ResourceExhausted));
    });
    request.once("end", () => {
      try {
        resolve(
          onlyMessage(read === undefined ? undefined : more.length === 0 ? read : Buffer.concat([read, ...more])),
        );
      } catch (error) {
        reject(error);
      }
    });
  });
}

function onlyMessage(read: Buffer | undefined): Uint8Array {
  if (read === undefined || read.length === 0) {
    throw new ConnectError("protocol error: missing input message for unary method", Code.Unimplemented);
  }
  const end = read.length < head ? Number.POSITIVE_INFINITY : head + read.readUInt32BE(1);
  if (read.length < end) throw new ConnectError("protocol error: incomplete envelope", Code.InvalidArgument);
  if (((read[0] ?? 0) & 1) === 1) {
    throw new ConnectError("received compressed envelope, but do not know how to decompress", Code.Internal);
  }
  if (read.length > end) {
    throw new ConnectError("protocol error: received extra input message for unary method", Code.Unimplemented);
  }
  return read.subarray(head);
}
