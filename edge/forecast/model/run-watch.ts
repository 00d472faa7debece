/** Receives decisions of a run that its state does not show. Times in seconds from its start. */
export interface RunWatch {
  /** A station will be repaired in this stretch. */
  repaired(place: number, fromS: number, toS: number): void;
  /** A vehicle goes to fetch this many pieces on a lane. */
  sent(vehicle: number, lane: number, to: number, pieces: number, nowS: number): void;
  loaded(vehicle: number, nowS: number): void;
  unloaded(vehicle: number, nowS: number): void;
}
