/** Numbers with more thousandths are written as strings. */
const MOST = 1_000_000_000_000;
const POINT = 46;

/**
 * Lines as bytes, in one buffer that grows and is reused: strings would be made, joined, encoded and collected for
 * each sample. `reserve` is called once a sample, so that no other method checks the room.
 */
export class LineText {
  #bytes = Buffer.allocUnsafeSlow(65_536);
  #length = 0;
  readonly #digits = new Uint8Array(10);

  get length(): number {
    return this.#length;
  }

  /** Content, valid until it is overwritten. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Makes room for this number of further bytes. */
  reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#length + bytes, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  put(part: Uint8Array): void {
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  putByte(byte: number): void {
    this.#bytes[this.#length++] = byte;
  }

  putAscii(text: string): void {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** Takes up to three bytes a character. */
  putText(text: string): void {
    this.#length += this.#bytes.write(text, this.#length, "utf8");
  }

  /** A finite number as JavaScript writes it. */
  putNumber(value: number): void {
    const thousandths = Math.round(value * 1000);
    // Sensors round to thousandths. No shorter text gives the same double.
    if (thousandths >= 0 && thousandths < MOST && thousandths / 1000 === value) this.#putThousandths(thousandths);
    else this.putAscii(String(value));
  }

  #putThousandths(thousandths: number): void {
    const whole = Math.floor(thousandths / 1000);
    this.putInteger(whole, 1);
    let rest = thousandths - whole * 1000;
    if (rest === 0) return;
    this.putByte(POINT);
    for (let unit = 100; rest > 0; unit /= 10) {
      const digit = Math.floor(rest / unit);
      this.putByte(48 + digit);
      rest -= digit * unit;
    }
  }

  /** A whole number from 0 to 999,999,999 with at least `atLeast` digits. */
  putInteger(value: number, atLeast: number): void {
    const digits = this.#digits;
    let count = 0;
    for (let rest = value; rest > 0 || count < atLeast; count++) {
      const next = Math.floor(rest / 10);
      digits[count] = 48 + rest - next * 10;
      rest = next;
    }
    const bytes = this.#bytes;
    let at = this.#length;
    while (count > 0) bytes[at++] = digits[--count] as number;
    this.#length = at;
  }
}
