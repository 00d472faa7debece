/** What live risk reports: advisory, without identity of people. */
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid } from "../plant/tag.ts";
import type { GasReading } from "./gas.ts";
import type { VisionKind } from "./vision.ts";

/** Prefix of the rules of its alerts. */
export const LIVE_RISK_RULES = "live-risk/";

/** Risks that follow from tracks. */
export const TRACK_RISKS = [
  "person-robot",
  "person-vehicle",
  "conflict-person",
  "conflict-vehicle",
  "lone-worker",
  "person-down",
] as const;
export type TrackRiskKind = (typeof TRACK_RISKS)[number];
/** Standing alerts as causes (rules LV34 to LV37). */
export const ALERT_RISKS = ["interlock-bypassed", "permit-violation", "temperature", "safety-alert"] as const;
export type AlertRiskKind = (typeof ALERT_RISKS)[number];
export type LiveRiskKind = TrackRiskKind | VisionKind | "gas" | AlertRiskKind;

/** The terms of a needed distance, metres (rule LV3). */
export interface SeparationTerms {
  readonly person: number;
  readonly personLatency: number;
  readonly machine: number;
  readonly machineLatency: number;
  readonly stopping: number;
  readonly intrusion: number;
  readonly uncertainty: number;
}

/** How many tracks are known now, of how many the position is unknown, and how many found no place in the bound. */
export interface TrackCounts {
  readonly known: number;
  readonly unknown: number;
  readonly refused: number;
  /** The highest time since its measurement among the known ones, s; absent where none is known. */
  readonly latencyS?: number;
}

/** Something that stands now. Metres, seconds; absent where the kind has none. */
export interface LiveIndication {
  readonly kind: LiveRiskKind;
  readonly since: Micros;
  /** Robot, vehicle, gas detector or asset of the alert; absent where the indication is about people alone. */
  readonly assetUid?: AssetUid;
  /** The other vehicle of a conflict. */
  readonly otherUid?: AssetUid;
  /** Zone of the robot, vehicle, detector or asset, of the place of a permit, or of the person. */
  readonly zone?: string;
  readonly distanceM?: number;
  readonly neededM?: number;
  /** What the needed distance is made of. */
  readonly terms?: SeparationTerms;
  readonly probability?: number;
  readonly aheadS?: number;
  /** Concentration at the detector. */
  readonly gas?: Pick<GasReading, "tag" | "value" | "unit">;
  /** The standing alert that is the cause. */
  readonly alertUid?: string;
  /** When the older of the two positions, or the concentration, was measured. */
  readonly sensed?: Micros;
  /** Inputs are unknown by now: it stands because nothing says that it ended. */
  readonly isUnknown: boolean;
  /** Contribution to the risk of its zone, 0 to 1. */
  readonly level: number;
}

/** Risk of a zone: the highest of its causes, never less than one of them alone. */
export interface ZoneRisk {
  readonly zone: string;
  readonly level: number;
  /** Kinds of its causes, highest first. */
  readonly causes: readonly LiveRiskKind[];
  /** People, robots and vehicles of unknown place that were last seen there, and causes whose inputs are unknown. */
  readonly unknown: number;
  /** Present where the function `occupancy` is on. */
  readonly people?: { readonly known: number; readonly unknown: number };
  /** What its gas detectors report; absent where it has none. */
  readonly gas?: readonly GasReading[];
}

export interface LiveRiskState {
  /** When it was judged; NaN before the first time, and where there is nothing to judge. */
  readonly at: Micros;
  /** Functions on people that the config has switched on. */
  readonly functions: readonly string[];
  readonly people: TrackCounts;
  readonly robots: TrackCounts;
  readonly vehicles: TrackCounts;
  readonly indications: readonly LiveIndication[];
  readonly zones: readonly ZoneRisk[];
}

/** Asked by the API and the live stream. */
export interface LiveRiskReader {
  /** Grows when an indication begins or ends. */
  readonly version: number;
  state(): LiveRiskState;
  /** Calls the listener after each tick that changed the version. */
  onChange(listener: () => void): void;
}
