/** A uint64; a bigint above 2^53, where numbers are not exact. */
export type Alias = number | bigint;
