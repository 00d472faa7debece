/** What simulated pieces are and what was done to them. */

export interface Work {
  readonly place: string;
  readonly slot?: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly program?: string;
  readonly tools: readonly string[];
  readonly fixture?: string;
  readonly by?: string;
  readonly position?: string;
  /** Truth of the station's signals during the work. */
  readonly signals: ReadonlyMap<string, number>;
}

/** A piece with its work by operation, in order. */
export interface Made {
  readonly id: string;
  readonly variant: string;
  readonly order: string;
  readonly pallet: string;
  readonly lot: string;
  readonly supplier: string;
  readonly heat: string;
  readonly work: Map<string, Work>;
}

/** A lot of castings with the pallets that it came on. */
export interface MadeLot extends Pick<Made, "lot" | "supplier" | "heat"> {
  readonly pallets: readonly string[];
  readonly ms: number;
}
