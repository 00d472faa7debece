/** Ground truth about energy. */
export type EnergyTruth =
  | {
      /** What its station took for a piece from the start to the completion of an operation. */
      readonly type: "piece-energy";
      readonly timeMs: number;
      readonly piece: string;
      readonly variant: string;
      readonly order: string;
      readonly station: string;
      readonly operation: string;
      readonly startMs: number;
      readonly electricityWh: number;
      readonly gasM3: number;
      readonly waterM3: number;
    }
  | {
      /** What the plant drew from the grid in the quarter of an hour that ends now. */
      readonly type: "plant-demand";
      readonly timeMs: number;
      readonly kW: number;
    };
