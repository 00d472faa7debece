import type { AlertKind, AlertResponse, Annunciation } from "../../contracts/alerts/alert.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";

/** Attributes of an alert in the config besides its condition (ISA-18.2, 9.4 and 10.3). */
export interface AlertAttributes {
  readonly annunciation: Annunciation;
  readonly response?: AlertResponse;
  /** Held after its cause is gone until an operator resets it. */
  readonly latches: boolean;
  /** An active occurrence is annunciated again after this time. */
  readonly reAlarmS?: number;
  /** Largest number of repetitions for one occurrence. */
  readonly reAlarmTimes: number;
}

/** The attributes of a rule on an asset. */
export type AttributesOf = (rule: string, assetUid: AssetUid, kind: AlertKind) => AlertAttributes;
