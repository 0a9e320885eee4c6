/** Where bytes live that are too large to travel as values: files, directories, tables, models. */
export interface BlobStore {
  /** The whole object. Fails with `BLOB_NOT_FOUND`. */
  read(uri: string): Promise<Uint8Array>;
  /** Writes the whole object, or nothing of it. */
  write(uri: string, bytes: Uint8Array): Promise<void>;
  /**
   * Stores the bytes under a uri that the store chooses, which ends in `name`, and gives the uri; what is put with the
   * same `folder` lies together. Absent where any uri may be written to.
   */
  put?(name: string, bytes: Uint8Array, folder?: string): Promise<string>;
  /** Uris of every object under a prefix, in order of their names. */
  list(prefix: string): Promise<readonly string[]>;
  exists(uri: string): Promise<boolean>;
  delete(uri: string): Promise<void>;
  /** A uri below `prefix` for a name made of one or more parts; the result is what `read` takes. */
  join(prefix: string, ...parts: readonly string[]): string;
}
