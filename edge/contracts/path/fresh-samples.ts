/** Blocks of samples between two processes of the edge on one machine, in its byte order. */

/** Columns of one block. */
export interface FreshBlock {
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly refs: Uint32Array;
  readonly statuses: Uint32Array;
}

/** Room of a block. Each has its full size; how many samples count stands before it, as a double. */
export const BLOCK_SAMPLES = 16_384;
export const HEAD_BYTES = 8;
export const SAMPLE_BYTES = 24;

/** The columns in the bytes of one block. */
export function blockIn(bytes: Uint8Array<ArrayBuffer>): FreshBlock {
  const at = bytes.byteOffset + HEAD_BYTES;
  const length = BLOCK_SAMPLES;
  return {
    times: new Float64Array(bytes.buffer, at, length),
    values: new Float64Array(bytes.buffer, at + 8 * length, length),
    refs: new Uint32Array(bytes.buffer, at + 16 * length, length),
    statuses: new Uint32Array(bytes.buffer, at + 20 * length, length),
  };
}
