/**
 * Samples of one commit as columns. Several batches share one block, because
 * small batches would drown in headers; each keeps its own `receivedAt`.
 *
 *   0  u32  n: samples                     4  u32  parts: batches
 *   8  f64  base: oldest time              16  u32  wide: values kept as doubles
 *  20  u32  textBytes                      24  u8   bytes of a ref: 2 or 4
 *  25  u8   bytes of a time: 8 = µs, 4 = µs after base, 2 = ms after base
 *  26  u8   statuses: 0 = all equal, 1 = index into the table, 2 = as they are
 *  27  u8   flags: 0 = all equal, 1 = column
 *  28  u8   the flags when all are equal   29  u8   0
 *  30  u16  statuses in the table
 *  32  f64  receivedAt[parts] · wide[wide] · times[n] if 8
 *      u32  lengths[parts] · narrow[n - wide] as i32 · refs[n] if 4 · times[n] if 4 · status table
 *      u16  refs[n] if 2 · times[n] if 2
 *      u8   wide bitmap [ceil(n / 8)] if some but not all are wide · status indexes · flags
 *      UTF-8 JSON [[index, text], …]
 *
 * Narrow values are whole thousandths: what sensors round to, states, counts.
 */
/** A block never holds more samples, so that readers can take it whole. */
export const MAX_BLOCK_SAMPLES = 16_384;
export const FIXED_BYTES = 32;

/** How wide each column is. */
export interface ColumnShape {
  readonly n: number;
  readonly wide: number;
  readonly parts: number;
  readonly refBytes: 2 | 4;
  readonly timeBytes: 8 | 4 | 2;
  readonly statusMode: 0 | 1 | 2;
  readonly flagsMode: 0 | 1;
  /** Statuses in the table. */
  readonly table: number;
}

export function bitmapBytes(n: number, wide: number): number {
  return wide === 0 || wide === n ? 0 : (n + 7) >> 3;
}

/** Columns of a payload in their order, as views of it. Encoder and decoder use the same steps. */
class ColumnLayout {
  readonly #buffer: ArrayBuffer;
  #at: number;

  constructor(buffer: ArrayBuffer, at: number) {
    this.#buffer = buffer;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  f64(length: number): Float64Array {
    return new Float64Array(this.#buffer, this.#take(length * 8), length);
  }

  u32(length: number): Uint32Array {
    return new Uint32Array(this.#buffer, this.#take(length * 4), length);
  }

  i32(length: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(length * 4), length);
  }

  u16(length: number): Uint16Array {
    return new Uint16Array(this.#buffer, this.#take(length * 2), length);
  }

  u8(length: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#take(length), length);
  }

  #take(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}

export interface Columns {
  readonly receivedAt: Float64Array;
  readonly wide: Float64Array;
  readonly lengths: Uint32Array;
  readonly narrow: Int32Array;
  readonly table: Uint32Array;
  readonly refs: Uint32Array | Uint16Array;
  readonly times: Float64Array | Uint32Array | Uint16Array;
  readonly fullStatuses: Uint32Array;
  readonly bitmap: Uint8Array;
  readonly indexes: Uint8Array;
  readonly flags: Uint8Array;
  readonly textsAt: number;
}

/** The columns of a payload that begins `FIXED_BYTES` before `at`. */
export function layOut(buffer: ArrayBuffer, at: number, shape: ColumnShape): Columns {
  const { n, wide, parts } = shape;
  const layout = new ColumnLayout(buffer, at);
  const receivedAt = layout.f64(parts);
  const wideValues = layout.f64(wide);
  const times8 = shape.timeBytes === 8 ? layout.f64(n) : undefined;
  const lengths = layout.u32(parts);
  const narrow = layout.i32(n - wide);
  const refs4 = shape.refBytes === 4 ? layout.u32(n) : undefined;
  const times4 = shape.timeBytes === 4 ? layout.u32(n) : undefined;
  const table = layout.u32(shape.table);
  const fullStatuses = layout.u32(shape.statusMode === 2 ? n : 0);
  const refs = refs4 ?? layout.u16(n);
  const times = times8 ?? times4 ?? layout.u16(n);
  const bitmap = layout.u8(bitmapBytes(n, wide));
  const indexes = layout.u8(shape.statusMode === 1 ? n : 0);
  const flags = layout.u8(shape.flagsMode === 1 ? n : 0);
  return {
    receivedAt,
    wide: wideValues,
    lengths,
    narrow,
    table,
    refs,
    times,
    fullStatuses,
    bitmap,
    indexes,
    flags,
    textsAt: layout.at,
  };
}
