/** The end of one component, drawn for a run. Seconds from its start. */
export interface ForeseenEnd {
  /** Position among the lives of the start. */
  readonly life: number;
  readonly atS: number;
  readonly repairS: number;
  /** Its component is replaced before: it does not come. */
  readonly isAverted: boolean;
}

/** Ends of components that are still to come in a run. */
export interface EndsAhead {
  has(place: number): boolean;
  /** When the next one comes; Infinity: none does. */
  nextAt(place: number): number;
  /** The next end of the place before a time, which does not come again. */
  takeBefore(place: number, timeS: number): ForeseenEnd | undefined;
  /** The machine has failed by this end. */
  failed(end: ForeseenEnd, atS: number): void;
}
