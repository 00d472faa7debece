/** Conditions of servers (OPC 10000-9) on their way into the alert book, and acts of operators on their way back. */

import type { Micros } from "../path/sample-batch.ts";
import type { AssetUid, LocalizedText } from "../plant/tag.ts";
import type { Evidence } from "../records/evidence.ts";
import type { AlertKind, Annunciation, OperatorAction } from "./alert.ts";

/** Identity of a condition: its source and its branch. */
export interface ConditionKey {
  /** Name of the source in the config. */
  readonly source: string;
  /** The server's id of it, such as `nsu=urn:x;i=7`. */
  readonly conditionId: string;
  readonly branchId?: string;
}

/** A server's report on one condition. Level: the whole state each time; the same twice changes nothing. */
export interface ConditionReport extends ConditionKey {
  /** Names the newest event of the condition to the server; an act must give the newest. Opaque here. */
  readonly eventId: string;
  /** ConditionName, or its name in the config. */
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly kind: AlertKind;
  readonly annunciation: Annunciation;
  readonly severity: number;
  readonly message: LocalizedText;
  readonly evidence?: readonly Evidence[];
  /** Time of the event at the server. A report older than the known one is not used. */
  readonly at: Micros;
  /** The server gave no time: `at` is the arrival time of the event. */
  readonly isArrivalTime?: true;
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** Absent where the condition has no confirmation step. */
  readonly confirmed?: boolean;
  /** False: the server is done with it. */
  readonly retain: boolean;
  readonly latched?: boolean;
  readonly suppressed?: boolean;
  readonly outOfService?: boolean;
  readonly shelved?: Shelved;
  /** Newest comment on the server, and its author. */
  readonly comment?: { readonly text: string; readonly by: string };
}

/** A shelf at the server; `until` where the server gives it. */
interface Shelved {
  readonly kind: "timed" | "oneShot";
  readonly until?: Micros;
}

/**
 * The side of the alert book that sources use. A cut link changes nothing: states are kept, and the silent link is an
 * alert of its own.
 */
export interface ConditionIntake {
  report(reports: readonly ConditionReport[]): void;
  /**
   * After a whole refresh: conditions of the source that are not among `kept` ended while the source was not
   * connected. `kept` as `conditionKeyText`.
   */
  endMissing(source: string, kept: ReadonlySet<string>, at: Micros): void;
}

export function conditionKeyText({ source, conditionId, branchId }: ConditionKey): string {
  return `${source}\n${conditionId}\n${branchId ?? ""}`;
}

/** Carries out acts on the server. */
export interface ConditionWriter {
  /**
   * Resolves with the server's answer when the server has applied the action. Rejects with EdgeError `conflict` (the
   * server refused; the text has its answer), `link-lost` or `unavailable`; then nothing changes here either.
   */
  act(condition: ConditionKey & { readonly eventId: string }, action: OperatorAction): Promise<string>;
}

/** The alert book as one source sees it. */
export interface ConditionDesk extends ConditionIntake {
  /** This writer first carries out acts on conditions of the source; without one they count in the book only. */
  forwardTo(writer: ConditionWriter): void;
}
