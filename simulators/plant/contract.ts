/** What the protocol servers of the simulators may read from the plant model. The model knows no protocol. */

/** MachineryItemState numbers of OPC 40001-1. */
export type ItemState = 0 | 1 | 2 | 3;

export interface Pose2d {
  readonly x: number;
  readonly y: number;
  /** Radians, counterclockwise, -pi..pi. */
  readonly theta: number;
}

/** One vehicle as the model moves it. The VDA 5050 side reports it and invents nothing. */
export interface Vehicle {
  readonly id: string;
  readonly pose: Pose2d;
  /** Vehicle frame, m/s and rad/s. */
  readonly velocity: { readonly vx: number; readonly vy: number; readonly omega: number };
  readonly driving: boolean;
  readonly paused: boolean;
  /** 0..100 %. */
  readonly batteryPercent: number;
  readonly batteryVolt: number;
  readonly charging: boolean;
  /** The pallet carried, or null. */
  readonly load: { readonly palletId: string; readonly weightKg: number; readonly pieces: readonly string[] } | null;
  readonly eStop: "AUTOACK" | "MANUAL" | "REMOTE" | "NONE";
  readonly fieldViolation: boolean;
  readonly localizationScore: number;
  readonly distanceSinceLastNodeM: number;
  readonly lastNodeId: string;
  /** Position of `lastNodeId` in the present order's numbering (nodes even, edges odd). */
  readonly lastNodeSequenceId: number;
  /** The order being driven, or null when idle. Changes identity when the dispatcher gives a new one. */
  readonly order: VehicleOrder | null;
  readonly errors: readonly { readonly errorType: string; readonly errorLevel: "WARNING" | "FATAL"; readonly errorDescription: string }[];
}

export interface VehicleOrder {
  readonly orderId: string;
  /** Grows when more of the route is released. */
  readonly orderUpdateId: number;
  /** Node ids in driving order; sequence id of node i is 2i, of the edge behind it 2i + 1. */
  readonly nodes: readonly string[];
  /** How many nodes, from the start, are released (the base). The rest is the horizon. */
  readonly releasedNodes: number;
  /** What happens at the last node. */
  readonly action: "pick" | "drop" | "charge" | "park";
}

/** What flows through one meter now. The meter side adds its class, resolution and counters' own rounding. */
export interface MeterReading {
  readonly id: string;
  readonly medium: "electricity" | "water" | "natural-gas" | "compressed-air";
  /** Electricity: per phase. */
  readonly activePowerW: readonly [number, number, number];
  readonly reactivePowerVar: readonly [number, number, number];
  readonly voltageV: readonly [number, number, number];
  /** Imported energy since commissioning, Wh. */
  readonly energyWh: number;
  /** Other media: flow in m3/h (air and gas at normal conditions) and total in m3, pressure in bar, temperature in degree Celsius. */
  readonly flowM3h: number;
  readonly totalM3: number;
  readonly pressureBar: number;
  readonly temperatureCel: number;
}

export interface StoreLevel {
  readonly id: string;
  readonly pallets: number;
  readonly capacity: number;
  readonly pieces: number;
}

/** The simulated plant. Deterministic for a seed: the same steps give the same values. */
export interface PlantModel {
  /** Simulated time, ms UTC; in real time it follows the wall clock. */
  readonly nowMs: number;
  /** Moves everything on by `dtS` seconds (0.05 to 0.5). */
  step(dtS: number): void;
  readonly vehicles: readonly Vehicle[];
  meter(id: string): MeterReading;
  readonly stores: readonly StoreLevel[];
}
