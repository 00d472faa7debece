/** Memory for the columns of a decoded block. Its content is undefined until it is written. */
export interface ColumnMemory {
  f64(length: number): Float64Array;
  u32(length: number): Uint32Array;
  u8(length: number): Uint8Array;
}

export const NEW_MEMORY: ColumnMemory = {
  f64: (length) => new Float64Array(length),
  u32: (length) => new Uint32Array(length),
  u8: (length) => new Uint8Array(length),
};

/** A chunk of 50,000 samples whose last block may be a large one. */
const ROOM_BYTES = 2 * 1024 * 1024;

/**
 * Reuses memory for the columns of one chunk of the log after the other. New memory for each block lies outside the
 * heap, and its garbage makes V8 mark the whole heap again and again. Columns that do not fit get new memory.
 */
export class ColumnRoom implements ColumnMemory {
  readonly #buffer = new ArrayBuffer(ROOM_BYTES);
  #used = 0;

  /** Frees the columns given out before. */
  clear(): void {
    this.#used = 0;
  }

  f64(length: number): Float64Array {
    const at = this.#take(length * 8);
    return at === undefined ? new Float64Array(length) : new Float64Array(this.#buffer, at, length);
  }

  u32(length: number): Uint32Array {
    const at = this.#take(length * 4);
    return at === undefined ? new Uint32Array(length) : new Uint32Array(this.#buffer, at, length);
  }

  u8(length: number): Uint8Array {
    const at = this.#take(length);
    return at === undefined ? new Uint8Array(length) : new Uint8Array(this.#buffer, at, length);
  }

  #take(bytes: number): number | undefined {
    const at = this.#used;
    if (at + bytes > ROOM_BYTES) return undefined;
    this.#used = (at + bytes + 7) & ~7;
    return at;
  }
}
