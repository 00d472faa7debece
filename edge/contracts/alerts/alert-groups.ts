/** Alerts in groups by cause, along the plant's graph (rules in docs/rules/floods.md). A view: it hides nothing. */
import type { Micros } from "../path/sample-batch.ts";
import { MEDIA } from "../plant/media.ts";
import type { AssetUid } from "../plant/tag.ts";

/** How an effect gets from one part of the plant to the next. `same-asset`: both are about one asset. */
const WAYS = [...MEDIA, "starved", "blocked", "control", "signal", "same-asset"] as const;
export type Way = (typeof WAYS)[number];

/** An alert that a cause explains. */
export interface Consequence {
  readonly alertUid: string;
  /** The alert that explains it directly; the cause of the group, or another consequence. */
  readonly explainedBy: string;
  /** Ways from `explainedBy` to it, in order. */
  readonly step: readonly Way[];
  /** Ways from the cause of the group to it, each once, in order. */
  readonly ways: readonly Way[];
}

/** A supply that many alerts share, although no alert is about the supply itself. */
export interface CommonSupply {
  /** Asset or node of the media tree; `label` names it where it is no asset. */
  readonly assetUid: AssetUid | null;
  readonly label: string;
  readonly way: Way;
}

export interface AlertGroup {
  /** `alertUid` of the first-out: the earliest cause. */
  readonly cause: string;
  /** When the condition of the cause began: when it was raised, less the delay of its rule. */
  readonly since: Micros;
  /** Seconds that the cause was raised after its first consequence; 0 where it was raised first. */
  readonly lateS: number;
  /** Highest priority inside; of alarms, if there is one. */
  readonly priority: 1 | 2 | 3 | 4;
  readonly common: CommonSupply | null;
  /** In order of time. */
  readonly consequences: readonly Consequence[];
}

export interface GroupedAlerts {
  /** Version of the alert book that was grouped. */
  readonly version: number;
  /** A flood is in progress (rule A71). */
  readonly isFlood: boolean;
  /** Most urgent first. */
  readonly groups: readonly AlertGroup[];
}
