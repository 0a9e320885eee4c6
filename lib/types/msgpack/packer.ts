/**
 * Writes msgpack as flytekit's packer does: the shortest form of ints, strings and containers, and always eight bytes
 * for floats. Whole floats stay floats, which the usual JavaScript packers cannot express and Python tells apart.
 */
export class Packer {
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** A copy of what was written. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  nil(): this {
    return this.#byte(0xc0);
  }

  bool(value: boolean): this {
    return this.#byte(value ? 0xc3 : 0xc2);
  }

  /** A whole number between -2^63 and 2^64-1. */
  int(value: number | bigint): this {
    return value >= 0 ? this.#unsigned(value) : this.#negative(value);
  }

  float(value: number): this {
    const at = this.#take(9);
    this.#bytes[at] = 0xcb;
    this.#view.setFloat64(at + 1, value);
    return this;
  }

  text(value: string): this {
    const content = Buffer.from(value, "utf8");
    const { length } = content;
    if (length < 32) this.#byte(0xa0 | length);
    else this.#size(length, [0xd9, 0xda, 0xdb]);
    return this.raw(content);
  }

  binary(content: Uint8Array): this {
    return this.#size(content.length, [0xc4, 0xc5, 0xc6]).raw(content);
  }

  /** Begins a list; its items follow. */
  list(length: number): this {
    return length < 16 ? this.#byte(0x90 | length) : this.#size(length, [undefined, 0xdc, 0xdd]);
  }

  /** Begins a map; its keys and values follow in turn. */
  map(length: number): this {
    return length < 16 ? this.#byte(0x80 | length) : this.#size(length, [undefined, 0xde, 0xdf]);
  }

  /** Bytes that are msgpack already. */
  raw(packed: Uint8Array): this {
    const at = this.#take(packed.length);
    this.#bytes.set(packed, at);
    return this;
  }

  #unsigned(value: number | bigint): this {
    if (value < 0x80) return this.#byte(Number(value));
    if (value <= 0xffffffff) return this.#size(Number(value), [0xcc, 0xcd, 0xce]);
    const at = this.#take(9);
    this.#bytes[at] = 0xcf;
    this.#view.setBigUint64(at + 1, BigInt(value));
    return this;
  }

  #negative(value: number | bigint): this {
    if (value >= -0x20) return this.#byte(Number(value) & 0xff);
    if (value >= -0x80) {
      const at = this.#take(2);
      this.#bytes[at] = 0xd0;
      this.#view.setInt8(at + 1, Number(value));
    } else if (value >= -0x8000) {
      const at = this.#take(3);
      this.#bytes[at] = 0xd1;
      this.#view.setInt16(at + 1, Number(value));
    } else if (value >= -0x80000000) {
      const at = this.#take(5);
      this.#bytes[at] = 0xd2;
      this.#view.setInt32(at + 1, Number(value));
    } else {
      const at = this.#take(9);
      this.#bytes[at] = 0xd3;
      this.#view.setBigInt64(at + 1, BigInt(value));
    }
    return this;
  }

  // The marks of one, two and four bytes of size; lists and maps have no form with one.
  #size(size: number, [one, two, four]: readonly [number | undefined, number, number]): this {
    if (one !== undefined && size <= 0xff) {
      const at = this.#take(2);
      this.#bytes[at] = one;
      this.#bytes[at + 1] = size;
    } else if (size <= 0xffff) {
      const at = this.#take(3);
      this.#bytes[at] = two;
      this.#view.setUint16(at + 1, size);
    } else {
      const at = this.#take(5);
      this.#bytes[at] = four;
      this.#view.setUint32(at + 1, size);
    }
    return this;
  }

  #byte(value: number): this {
    const at = this.#take(1);
    this.#bytes[at] = value;
    return this;
  }

  #take(count: number): number {
    const at = this.#length;
    this.#length += count;
    if (this.#length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return at;
  }
}
