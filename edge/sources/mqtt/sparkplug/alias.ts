/** A uint64: a bigint above 2^53, where a number could stand for several. */
export type Alias = number | bigint;
