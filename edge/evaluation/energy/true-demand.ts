/** What the plant drew from the grid in the quarter of an hour that ended then. */
export interface TrueDemand {
  readonly timeMs: number;
  readonly kW: number;
}
