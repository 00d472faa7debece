/**
 * Blocks of ClickHouse's Native format (docs: interfaces/formats/Native): numbers of columns and rows, then each column
 * with name, type and its values one after the other, little-endian. Columns of samples go in as they are, without an
 * object or a text for a sample.
 */

const FIRST_BYTES = 64 * 1024;
const HIGH = 2 ** 32;

/** A block under construction. Its bytes are valid until the next `begin`. */
export class NativeBlock {
  #bytes = Buffer.from(new ArrayBuffer(FIRST_BYTES));
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #rows = 0;

  begin(columns: number, rows: number): void {
    this.#length = 0;
    this.#rows = rows;
    this.#reserve(20);
    this.#varint(columns);
    this.#varint(rows);
  }

  /** Begins a column. Its values follow: as many as the block has rows. */
  column(name: string, type: string): void {
    this.text(name);
    this.text(type);
  }

  /** Values whose bytes are those of the column. */
  raw(values: Float64Array | Float32Array | Uint32Array | Uint8Array): void {
    this.#reserve(values.byteLength);
    this.#bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), this.#length);
    this.#length += values.byteLength;
  }

  /** Whole numbers up to 2^53 as 64 bits. */
  wholes(values: Float64Array): void {
    this.#reserve(values.length * 8);
    const view = this.#view;
    let at = this.#length;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      const high = Math.floor(value / HIGH);
      view.setUint32(at, value - high * HIGH, true);
      view.setInt32(at + 4, high, true);
      at += 8;
    }
    this.#length = at;
  }

  /** `from`, `from + 1` … as 64 bits. */
  counting(from: number, count: number): void {
    this.#reserve(count * 8);
    const view = this.#view;
    let at = this.#length;
    let high = Math.floor(from / HIGH);
    let low = from - high * HIGH;
    for (let i = 0; i < count; i++) {
      view.setUint32(at, low, true);
      view.setUint32(at + 4, high, true);
      at += 8;
      if (++low < HIGH) continue;
      low = 0;
      high++;
    }
    this.#length = at;
  }

  /** The same whole number of 64 bits in `count` rows. */
  same(value: number | bigint, count = this.#rows): void {
    this.#reserve(count * 8);
    if (count === 0) return;
    this.#view.setBigInt64(this.#length, BigInt.asIntN(64, BigInt(value)), true);
    this.#repeat(8, count);
  }

  /** The same whole number of 32 bits in each row. */
  same32(value: number): void {
    this.#reserve(this.#rows * 4);
    if (this.#rows === 0) return;
    this.#view.setUint32(this.#length, value, true);
    this.#repeat(4, this.#rows);
  }

  /** The same byte in `count` rows. */
  bytes(value: number, count: number): void {
    this.#reserve(count);
    this.#bytes.fill(value, this.#length, this.#length + count);
    this.#length += count;
  }

  text(text: string): void {
    const most = text.length * 3;
    this.#reserve(most + 10);
    if (most < 0x80) {
      const written = this.#bytes.write(text, this.#length + 1, "utf8");
      this.#bytes[this.#length] = written;
      this.#length += 1 + written;
      return;
    }
    this.#varint(Buffer.byteLength(text));
    this.#length += this.#bytes.write(text, this.#length, "utf8");
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Repeats the value of `width` bytes at the end, which is there once. */
  #repeat(width: number, count: number): void {
    const from = this.#length;
    const whole = width * count;
    for (let done = width; done < whole; done *= 2)
      this.#bytes.copyWithin(from + done, from, from + Math.min(done, whole - done));
    this.#length += whole;
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  #reserve(more: number): void {
    const wanted = this.#length + more;
    if (wanted <= this.#bytes.length) return;
    const grown = Buffer.from(new ArrayBuffer(Math.max(wanted, this.#bytes.length * 2)));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
