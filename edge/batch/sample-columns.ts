/** Columns of samples without their texts. */
export interface SampleColumns {
  readonly tags: Uint32Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly statuses: Uint32Array;
  readonly flags: Uint8Array;
}

/** Time, value, tag, status, flags. */
const SAMPLE_BYTES = 8 + 8 + 4 + 4 + 1;
/** V8 allocates arrays of up to 64 bytes in its own heap, which is cheaper than a view. */
const FEW = 8;

/** All columns in one buffer: five buffers cost four times as much to allocate, and more to transfer. */
export function columnsInOne(length: number): SampleColumns {
  const buffer = new ArrayBuffer(length * SAMPLE_BYTES);
  return {
    times: new Float64Array(buffer, 0, length),
    values: new Float64Array(buffer, length * 8, length),
    tags: new Uint32Array(buffer, length * 16, length),
    statuses: new Uint32Array(buffer, length * 20, length),
    flags: new Uint8Array(buffer, length * 24, length),
  };
}

/** The cheapest columns for what stays in its thread. */
export function columnsFor(length: number): SampleColumns {
  if (length > FEW) return columnsInOne(length);
  return {
    tags: new Uint32Array(length),
    times: new Float64Array(length),
    values: new Float64Array(length),
    statuses: new Uint32Array(length),
    flags: new Uint8Array(length),
  };
}
