/** The part of the plant model that the protocol servers of the simulators may read. The model knows no protocol. */

import type { PlantEvent } from "./events.ts";
import type { Signal } from "./signal.ts";

export interface Pose2d {
  readonly x: number;
  readonly y: number;
  /** Radians, counterclockwise, -pi..pi. */
  readonly theta: number;
}

/** One vehicle of the model. The VDA 5050 side only reports it. */
export interface Vehicle {
  readonly id: string;
  readonly pose: Pose2d;
  /** Vehicle frame, m/s and rad/s. */
  readonly velocity: { readonly vx: number; readonly vy: number; readonly omega: number };
  readonly driving: boolean;
  readonly paused: boolean;
  /** As its monitor measures it: charge 0..100 %, voltage, current (positive while it gives current). */
  readonly battery: { readonly percent: number; readonly volt: number; readonly ampere: number };
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
  readonly errors: readonly {
    readonly errorType: string;
    readonly errorLevel: "WARNING" | "FATAL";
    readonly errorDescription: string;
  }[];
}

export interface VehicleOrder {
  readonly orderId: string;
  /** Grows when more of the route is released. */
  readonly orderUpdateId: number;
  /** Node ids in driving order; sequence id of node i is 2i, of the edge behind it 2i + 1. */
  readonly nodes: readonly string[];
  /** Number of nodes from the start that are released (the base). The others are the horizon. */
  readonly releasedNodes: number;
  /** Action at the last node. */
  readonly action: "pick" | "drop" | "charge" | "park";
}

/** True flow through one meter at present. */
export interface MeterReading {
  readonly id: string;
  readonly medium: "electricity" | "water" | "natural-gas" | "compressed-air";
  /** Electricity: per phase. */
  readonly activePowerW: readonly [number, number, number];
  readonly reactivePowerVar: readonly [number, number, number];
  readonly voltageV: readonly [number, number, number];
  /** Imported energy since commissioning, Wh. */
  readonly energyWh: number;
  /**
   * Other media: flow in m3/h (air and gas at normal conditions) and total in m3, pressure in bar, temperature in
   * degree Celsius.
   */
  readonly flowM3h: number;
  readonly totalM3: number;
  readonly pressureBar: number;
  readonly temperatureCel: number;
}

/** A device of a gateway: signals named as in `config/demo`, its clock. */
export interface DeviceModel {
  readonly id: string;
  readonly signals: readonly Signal[];
  /** How far its clock is ahead, ms. */
  readonly clockOffsetMs: number;
}

/** A meter, with its accuracy class. */
interface MeterModel extends DeviceModel {
  readonly medium: MeterReading["medium"];
  /** Limits of error of its accuracy class, as a share. */
  readonly accuracy: { readonly name: string; readonly limit: number };
}

export interface StoreLevel {
  readonly id: string;
  readonly pallets: number;
  readonly capacity: number;
  readonly pieces: number;
}

/** True contents of a place that stores pieces and pallets. */
export interface PlaceStock {
  /** Rack, buffer, rework table or pallet place. */
  readonly place: string;
  /** By slot. */
  readonly pallets: readonly { readonly pallet: string; readonly slot?: number; readonly pieces: readonly string[] }[];
  /** Pieces without a pallet. */
  readonly pieces: readonly string[];
}

/** A person in the model. Sensors that track people add errors of their own and lose tracks. */
export interface Person {
  readonly id: string;
  readonly role: "operator" | "technician" | "logistics" | "visitor";
  readonly x: number;
  readonly y: number;
  /** m/s along the plant's axes. */
  readonly vx: number;
  readonly vy: number;
  /** False off shift: not in the hall, position meaningless. */
  readonly present: boolean;
}

/** Safeguard of a zone; names as in `config/demo/zones.yaml`. */
type Safeguard = "fence-interlock" | "pfl" | "ssm" | "light-curtain";

/** A zone around a robot or press. */
export interface SafetyZone {
  readonly id: string;
  readonly station: string;
  readonly safeguard: Safeguard;
  readonly polygon: readonly (readonly [x: number, y: number])[];
}

/** A device of the safety controllers, as it reports itself: a bypassed gate switch reports closed. */
export interface SafetyDevice {
  /** Such as `ROB-02/gate`, `PRS-01/curtain`, `PRS-01/emergency-stop`. */
  readonly id: string;
  readonly station: string;
  readonly kind: "gate" | "light-curtain" | "emergency-stop";
  readonly x: number;
  readonly y: number;
  /** Gate open, curtain interrupted, emergency stop pressed. */
  readonly active: boolean;
}

export interface SafetyState {
  readonly people: readonly Person[];
  readonly zones: readonly SafetyZone[];
  readonly devices: readonly SafetyDevice[];
}

/**
 * An active fault between a device and its listeners. It is not physics, so the protocol servers simulate it. Kinds are
 * registered in `simulators/plants/machining/faults/wire-kinds.ts`.
 */
export interface WireFault {
  /** Fault id of the scenario. */
  readonly id: string;
  /** Such as `network-loss`, `server-restart`, `clock-jump`. */
  readonly kind: string;
  /** Server (`turning` …), `fleet`, `meters`, `stores`, `positioning`, or a station id. */
  readonly target: string;
  /** 0 to 1. */
  readonly severity: number;
  /** Since when, ms UTC. */
  readonly sinceMs: number;
  /** The kind's own parameters, defaults filled in. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

/** The simulated plant. Deterministic for a seed: the same steps give the same values. */
/** Machine tools that make a group of variants together; a variant may be a pattern such as PH-40*. */
export interface PlantIsland {
  readonly id: string;
  readonly machines: readonly string[];
  readonly variants: readonly string[];
}

/** Where the cell controller changes them. */
export interface IslandSwitch {
  readonly list: readonly PlantIsland[];
  /** Takes new ones from now on, or says why not. */
  assign(list: readonly PlantIsland[]): string | undefined;
}

export interface PlantModel {
  /** Simulated time, ms UTC; in real time it follows the wall clock. */
  readonly nowMs: number;
  /** Moves everything on by one step of the model, {@link STEP_S}. */
  step(): void;
  readonly vehicles: readonly Vehicle[];
  /** True flow through a meter. */
  meter(id: string): MeterReading;
  /** The utility meters with their displayed values. */
  readonly meters: readonly MeterModel[];
  /** Detectors of natural gas. */
  readonly gasDetectors: readonly DeviceModel[];
  readonly stores: readonly StoreLevel[];
  /** Contents of every place that stores pieces or pallets and has ever held one. */
  readonly book: { stock(): readonly PlaceStock[] };
  readonly safety: SafetyState;
  readonly islands: IslandSwitch;
  /** Active faults that the protocol servers simulate. */
  readonly wireFaults: readonly WireFault[];
  /** The present state of the plant, as the events that would lead to it, for a new listener. */
  snapshot(): readonly PlantEvent[];
  /**
   * Calls `listener` with each event at the step in which it happens, in order of time, until the signal aborts. It
   * must not throw or change the plant.
   */
  onEvent(listener: (event: PlantEvent) => void, signal?: AbortSignal): void;
}

/**
 * One step of the model. All random numbers and all motion advance with it, so the values do not depend on the speed of
 * the run.
 */
export const STEP_S = 0.1;
