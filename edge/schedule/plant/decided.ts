/** What a schedule is decided by. */
export interface Decisions {
  /**
   * The kept operations, then all others, each behind those it follows; machines and fixtures are given in this order.
   */
  readonly order: Int32Array;
  /** Option of each operation, counted in the plant's options. */
  readonly option: Int32Array;
  /** Before which each operation does not start, because energy is cheaper then; seconds, 0: it waits for no price. */
  readonly notBefore: Float64Array;
}

/** Places of an order of operations, `to` not among them. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One run of a plan: how long everything takes, as shares of what was planned, in batches as planned. */
export interface Course {
  readonly workShare: Float64Array;
  readonly setUpShare: Float64Array;
  /** Of each operation the next in its batch, in the order of the decisions; `NONE` behind the last. */
  readonly nextInBatch: Int32Array;
}
