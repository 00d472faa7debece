/**
 * The events of the plant, as plain objects, each with its model time. Protocol servers publish them, the ground truth
 * and the headless run write them. Identities never change; times are ms UTC and may have fractions.
 */
import type { EnergyTruth } from "./energy-truth.ts";
import type { DefectCause } from "./faults/kind.ts";
import type { GasTruth } from "./gas-truth.ts";
import type { ItemState } from "./item-state.ts";

/** Where pieces and pallets can be. `outside` is beyond the plant's border, `scrap` the bin. */
type PlaceKind = "store" | "buffer" | "station" | "conveyor" | "robot" | "vehicle" | "rework" | "scrap" | "outside";

/** A place; `slot` is its position in a rack or buffer, from 1. */
export interface PlaceRef {
  readonly kind: PlaceKind;
  /** Station, vehicle or buffer id, such as `CNC-101`, `AGV-03`, `BUF-TURN-IN`, `RCK-01`. */
  readonly id: string;
  readonly slot?: number;
}

/** Whether the contents of the place are listed: racks, buffers, pallet places, rework tables. */
export function keepsStock({ kind }: PlaceRef): boolean {
  return kind === "store" || kind === "buffer" || kind === "rework";
}

/** One measured feature of a piece, as the station reports it. */
export interface FeatureResult {
  /** Such as `bore-diameter`. */
  readonly feature: string;
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** UCUM code. */
  readonly unit: string;
  readonly ok: boolean;
}

/** `good` continues, `rework` goes to the rework place of the station, `scrap` leaves. */
export type Verdict = "good" | "rework" | "scrap";

/** ISA-95 job order states (OPC 10031-4) that the plant uses. */
export type OrderStateName = "NotAllowedToStart" | "AllowedToStart" | "Running" | "Interrupted" | "Ended" | "Aborted";

/** A production order in the planning system. */
export interface OrderState {
  readonly order: string;
  readonly customer: string;
  readonly variant: string;
  readonly quantity: number;
  /** 1 is the most urgent. */
  readonly priority: number;
  readonly dueMs: number;
  readonly state: OrderStateName;
  /** Pieces that entered the first operation. */
  readonly started: number;
  /** Pieces packed. */
  readonly good: number;
  readonly scrapped: number;
}

/** One operation of one order at one station, as ISA-95 job control shows it. */
export interface JobState {
  /** `ORDER/OPERATION`. */
  readonly job: string;
  readonly order: string;
  readonly variant: string;
  readonly operation: string;
  readonly program: string;
  readonly quantity: number;
  readonly state: OrderStateName;
  readonly produced: number;
  readonly good: number;
  readonly scrapped: number;
}

/** Cause of a machine's state; the basis of every time element of ISO 22400. */
export type StateCause =
  | "working"
  | "loading"
  | "setup"
  | "starved"
  | "blocked"
  | "break"
  | "off-shift"
  | "tool-change"
  | "emergency-stop"
  | "protective-stop"
  | "failure"
  | "repair";

/** Numbers of MachineryOperationMode (OPC 40001-1): None 0, Maintenance 1, Setup 2, Processing 3. */
export type OperationMode = 0 | 1 | 2 | 3;

interface At {
  readonly timeMs: number;
}

interface OfPiece extends At {
  readonly piece: string;
  readonly variant: string;
  readonly order: string;
}

interface PieceArrived extends OfPiece {
  readonly type: "piece-arrived";
  readonly place: PlaceRef;
  /** The pallet that carries the piece there. */
  readonly pallet?: string;
}

interface PieceDeparted extends OfPiece {
  readonly type: "piece-departed";
  readonly place: PlaceRef;
  readonly pallet?: string;
}

interface PalletArrived extends At {
  readonly type: "pallet-arrived";
  readonly pallet: string;
  readonly place: PlaceRef;
  readonly pieces: readonly string[];
}

interface PalletDeparted extends At {
  readonly type: "pallet-departed";
  readonly pallet: string;
  readonly place: PlaceRef;
  readonly pieces: readonly string[];
}

interface OperationStarted extends OfPiece {
  readonly type: "operation-started";
  readonly station: string;
  readonly operation: string;
  readonly job: string;
  readonly program: string;
}

interface OperationCompleted extends OfPiece {
  readonly type: "operation-completed";
  readonly station: string;
  readonly operation: string;
  readonly job: string;
  readonly program: string;
  readonly startMs: number;
  /** Tools used, in order, as `NUMBER` of the magazine; empty if the machine has none. */
  readonly tools: readonly string[];
  readonly verdict: Verdict;
  /** Key results: torque, force, leak rate, film thickness, measured features. */
  readonly features: readonly FeatureResult[];
}

interface OrderChanged extends At, OrderState {
  readonly type: "order-changed";
}

interface JobChanged extends At, JobState {
  readonly type: "job-changed";
  readonly station: string;
}

interface LotReceived extends At {
  readonly type: "lot-received";
  /** Casting lot. */
  readonly lot: string;
  readonly supplier: string;
  readonly heat: string;
  readonly variant: string;
  readonly quantity: number;
  readonly pallets: readonly string[];
  /** Incoming inspection of a sample. */
  readonly inspection: readonly FeatureResult[];
  readonly accepted: boolean;
}

interface ShipmentLeft extends At {
  readonly type: "shipment-left";
  readonly shipment: string;
  readonly orders: readonly string[];
  readonly pallets: readonly string[];
  readonly pieces: readonly string[];
}

export interface MachineStateChanged extends At {
  readonly type: "machine-state";
  readonly station: string;
  readonly state: ItemState;
  readonly mode: OperationMode;
  readonly cause: StateCause;
}

interface SetupChanged extends At {
  readonly type: "setup-started" | "setup-completed";
  readonly station: string;
  readonly from: string;
  readonly to: string;
}

interface ToolChanged extends At {
  readonly type: "tool-changed";
  readonly station: string;
  readonly tool: string;
  readonly reason: "planned" | "worn" | "broken";
  /** Share of its life that the old tool had used. */
  readonly lifeUsed: number;
}

/** An entry on the message list of a control. */
interface MachineMessage extends At {
  readonly type: "machine-message";
  readonly station: string;
  readonly code: string;
  /** OPC UA severity, 1 to 1000. */
  readonly severity: number;
  readonly active: boolean;
  readonly text: { readonly zh: string; readonly en: string };
}

/** An entry in the plant's log, written by people; not published. */
interface LogEntry extends At {
  readonly type: "log-entry";
  readonly station: string;
  readonly text: { readonly zh: string; readonly en: string };
}

interface SafetyChanged extends At {
  readonly type: "safety-changed";
  /** Id in {@link SafetyDevice}. */
  readonly device: string;
  readonly active: boolean;
}

export type PlantEvent =
  | PieceArrived
  | PieceDeparted
  | PalletArrived
  | PalletDeparted
  | OperationStarted
  | OperationCompleted
  | OrderChanged
  | JobChanged
  | LotReceived
  | ShipmentLeft
  | MachineStateChanged
  | SetupChanged
  | ToolChanged
  | MachineMessage
  | LogEntry
  | SafetyChanged;

/** Facts that nobody in the plant can know: written to the ground truth, never published. */
export type TruthEvent =
  | {
      readonly type: "fault";
      readonly timeMs: number;
      readonly fault: string;
      readonly kind: string;
      readonly asset: string;
      readonly component: string;
      /** The fault's parameters from the scenario, defaults included. */
      readonly parameters: Readonly<Record<string, number | string | boolean>>;
      readonly phase: "begins" | "observable" | "functional-failure" | "repaired";
      readonly damage: number;
      /** With `begins`: when the part will fail if nobody repairs it; absent if it never does. */
      readonly failsAtMs?: number;
      /** With `begins`: the defects that it causes. */
      readonly cause?: DefectCause;
      /** Of a leak: the innermost meter that it flows through. */
      readonly branch?: string;
    }
  | {
      /** Something that looks like a fault but is not one begins or ends. */
      readonly type: "nuisance";
      readonly timeMs: number;
      readonly nuisance: string;
      /** Stations, or `plant`. */
      readonly assets: readonly string[];
      /** The instrument, if only one is concerned. */
      readonly signal: string;
      readonly amount: number;
      readonly phase: "begins" | "ends";
    }
  | {
      readonly type: "piece-quality";
      readonly timeMs: number;
      readonly piece: string;
      readonly station: string;
      readonly operation: string;
      readonly features: readonly FeatureResult[];
      readonly good: boolean;
    }
  | { readonly type: "remaining-life"; readonly timeMs: number; readonly ofS: Readonly<Record<string, number | null>> }
  | {
      readonly type: "people";
      readonly timeMs: number;
      readonly at: Readonly<Record<string, readonly [x: number, y: number]>>;
    }
  | EnergyTruth
  | GasTruth;
