import type { Principal } from "../access/journal.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText, TagRef } from "../plant/tag.ts";
import type { Evidence } from "../records/evidence.ts";
import type { Hypothesis } from "../records/hypothesis.ts";
import type { RemainingLife } from "../records/remaining-life.ts";
import type { AlarmFigures } from "./alarm-figures.ts";
import type { SaidAt } from "./said-at.ts";

/** The subject of an alert. */
export type AlertKind = "process" | "safety" | "system" | "anomaly" | "prediction";

/**
 * Attention that it requires (ISA-18.2, 3.1): an `alarm` requires an operator response, which its definition documents;
 * an `advisory` is for information, has no priority colour, no sound, and counts in no alarm figure; an `event` is only
 * recorded.
 */
export type Annunciation = "alarm" | "advisory" | "event";

/** Origin of an alert: a rule of the edge, or a condition of a server behind one of its sources (OPC 10000-9). */
export interface AlertOrigin {
  /** Edge id. */
  readonly edge: string;
  /** Name of the source in the config; `RULES` for findings of the edge itself. */
  readonly source: string;
  /** ConditionId of the server; present exactly when the condition is the server's. */
  readonly conditionId?: string;
  /** An earlier occurrence that still asks for something. */
  readonly branchId?: string;
}

/** `origin.source` of findings of the edge's own rules. */
export const RULES = "rules";

/** The operator's response: an alarm requires all three (ISA-18.2, 9.4). */
export interface AlertResponse {
  readonly action: LocalizedText;
  /** Consequence of no response. */
  readonly consequence: LocalizedText;
  /** Time to respond, seconds. */
  readonly withinS: number;
}

/** Name and time of an act. The whole principal, with its address, is only in the journal, for auditors. */
export interface Mark {
  readonly at: Micros;
  /** User name; `SERVER` when the server of the condition gave no name. */
  readonly by: string;
  readonly comment?: string;
}

/** `by` of a server's report without a name. */
export const SERVER = "server";

/** The value an alert is about: at raising, the worst since, and now. Unit: the tag's. */
export interface AlertValues {
  readonly tag: TagRef;
  readonly raised: number;
  readonly peak: number;
  readonly peakAt: Micros;
  /** The newest value while the alert is active; at most once a second. */
  readonly now?: number;
  readonly nowAt?: Micros;
}

/** Something that fell with the cause. */
export interface AlertMember {
  readonly assetUid: AssetUid;
  readonly rule: string;
  readonly since: Micros;
}

/**
 * Hidden from the list for a limited time. `oneShot` ends with the present occurrence if that is sooner (OPC 10000-9,
 * 5.8.10).
 */
export interface Shelf {
  readonly kind: "timed" | "oneShot";
  readonly until: Micros;
  readonly by: string;
  readonly reason: string;
}

/** How a finding about a component ended: it runs as usual again, or it was replaced. */
export type FindingEnd = "normal" | "replaced";

/** Facts only. `alertState` derives the state from them; it is never stored. */
export interface Alert {
  /** Assigned when the alert was raised; the alert of a rule (or condition) keeps it until it is closed. */
  readonly alertUid: string;
  /** New each time the cause appears: an acknowledgement is for one occurrence. */
  readonly occurrenceUid: string;
  readonly origin: AlertOrigin;
  readonly rule: string;
  readonly assetUid: AssetUid;
  /** Path of the component that it is about (rule AS10). If absent, its evidence names the component. */
  readonly component?: string;
  /** Possible faults of the component, most likely first (rule R28); absent if its rule does not know. */
  readonly hypotheses?: readonly Hypothesis[];
  /**
   * Health of the component, from 100 as new to 0 at the end of function (rule R29); absent if its rule does not know.
   */
  readonly health?: number;
  /** Time that the component has left (rule R29); absent if its rule does not know. */
  readonly rul?: RemainingLife;
  readonly kind: AlertKind;
  readonly annunciation: Annunciation;
  /** 1 to 1000, as in OPC UA Part 9. */
  readonly severity: number;
  readonly message: LocalizedText;
  readonly evidence: readonly Evidence[];
  /** Figures of the alert: the message holds what does not change. Absent where no number is judged. */
  readonly values?: AlertValues;
  readonly response?: AlertResponse;
  /** The newest occurrence. */
  readonly raisedAt: Micros;
  readonly clearedAt?: Micros;
  /** Why it cleared; absent where its detector gave no reason, or a new config watches it no longer. */
  readonly endedBy?: FindingEnd;
  readonly acknowledged?: Mark;
  /** The second step that some servers ask for; conditions of servers only. */
  readonly confirmed?: Mark;
  /** After its cause is gone it is held until a person resets it. */
  readonly latched: boolean;
  readonly shelf?: Shelf;
  /** The cause that hides it by design: the id of a suppression in the config, `SERVER`, or `cause`. */
  readonly suppressedBy?: string;
  /** `alertUid` of the cause that hides this alert; present exactly when `suppressedBy` is `cause`. */
  readonly causedBy?: string;
  /** Alerts that this cause hides, newest first, at most 100. */
  readonly members?: readonly AlertMember[];
  /** Number of alerts under this cause, including those beyond the list. */
  readonly memberCount?: number;
  /**
   * Taken out of service for maintenance; `comment` gives the reason. `scope`: out of service together with its rule or
   * its whole asset, and returned with it.
   */
  readonly outOfService?: Mark & { readonly scope?: "rule" | "asset" };
  /** The newest comments, oldest first. */
  readonly comments: readonly Mark[];
  /** Number of times that it was raised again before it was closed. */
  readonly reraised: number;
  /** Number of times that the present occurrence was annunciated again because it was still active (re-alarm). */
  readonly realarmed: number;
  /** When the present occurrence was last annunciated; absent while it was hidden all along. */
  readonly annunciatedAt?: Micros;
  /** The server's newest report; present exactly when `origin.conditionId` is. */
  readonly condition?: ServerFacts;
  /** Place in the log of the newest finding that changed it, if the finding came from a follower. */
  readonly saidAt?: SaidAt;
}

/** The server's state of the condition. */
export interface ServerFacts {
  /** Names its newest event to the server. */
  readonly eventId: string;
  /** Time of that event, by the server's clock. */
  readonly at: Micros;
  /** The server gave no time: `at` is the arrival time of the event. */
  readonly isArrivalTime?: true;
  readonly acknowledged: boolean;
  /** Absent where the condition has no confirmation step. */
  readonly confirmed?: boolean;
  readonly shelved: boolean;
  readonly retain: boolean;
}

/**
 * Letters of ISA-18.2-2016: active B, acknowledged C, cleared D, latched E and F, shelved G, suppressed H,
 * out-of-service I, closed A.
 */
export type AlertState =
  | "active"
  | "acknowledged"
  | "cleared"
  | "latched"
  | "shelved"
  | "suppressed"
  | "out-of-service"
  | "closed";

/** ISA-18.2 priority 1 (highest) to 4; our bands of OPC UA severity: 751, 501, 251, 1. */
export function priorityOf(severity: number): 1 | 2 | 3 | 4 {
  return severity > 750 ? 1 : severity > 500 ? 2 : severity > 250 ? 3 : 4;
}

interface Act {
  readonly at: Micros;
  readonly principal: Principal;
}

/**
 * Acts on an alert. With `occurrenceUid` it is refused when the alert has been raised again since.
 * `signature`: the meaning that the person gives to their act, such as "reviewed". `actUid`: the name of an act that
 * came from elsewhere, under which the audit log keeps it.
 */
export type OperatorAction = Act & {
  readonly occurrenceUid?: string;
  readonly signature?: string;
  readonly actUid?: string;
} & (
    | { readonly kind: "acknowledge"; readonly comment?: string }
    | { readonly kind: "confirm"; readonly comment?: string }
    | { readonly kind: "comment"; readonly comment: string }
    | { readonly kind: "shelve"; readonly shelf: Shelf["kind"]; readonly until: Micros; readonly reason: string }
    | { readonly kind: "unshelve" }
    | { readonly kind: "reset" }
    | { readonly kind: "remove-from-service"; readonly reason: string }
    | { readonly kind: "return-to-service" }
  );

/** An alert as API and viewer see it. */
export interface AlertView extends Alert {
  readonly state: AlertState;
  readonly priority: 1 | 2 | 3 | 4;
  /** Whether an acknowledgement is needed now: for alarms, not for advisories and events. Absent in old recordings. */
  readonly asksAck?: boolean;
}

/** Every alert by rule and asset, or by condition. Methods that change it return when the change is on disk. */
export interface AlertBook {
  /** Changes with every change; cheap to compare. */
  readonly version: number;
  /** All that are not closed, newest first. */
  standing(): readonly AlertView[];
  /** Everything raised in [from, to), closed ones too, newest first, at most `limit`. */
  history(from: Micros, to: Micros, limit: number): readonly AlertView[];
  find(alertUid: string): AlertView | undefined;
  /** Performance of the alarm system in [from, to); thirty days are kept. */
  figures(from: Micros, to: Micros): AlarmFigures;
  /**
   * Applies the action durably, records it as done or refused, and forwards it to the condition's server where
   * configured. Throws EdgeError `not-found`, `conflict`, `bad-request`, `disk`, or the server's answer.
   */
  act(alertUid: string, action: OperatorAction): Promise<AlertView>;
  /** Calls `listener` on every change from now on, in order, with the changed alert. Returns the unsubscriber. */
  subscribe(listener: (alert: AlertView, at: Micros) => unknown): () => void;
}
