/** The true concentration of gas at a detector crosses a level of the alarms, or falls below it. */
export interface GasTruth {
  readonly type: "gas-level";
  readonly timeMs: number;
  readonly detector: string;
  /** 0: below the first one. */
  readonly level: 0 | 1 | 2;
  readonly percentLel: number;
}
