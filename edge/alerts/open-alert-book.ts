import type { Logger } from "pino";
import type { Journal } from "../contracts/access/journal.ts";
import type { Annunciation } from "../contracts/alerts/alarm-figures.ts";
import type { Alert, AlertBook, Mark } from "../contracts/alerts/alert.ts";
import type { ConditionIntake, ConditionWriter } from "../contracts/alerts/condition.ts";
import type { Finding } from "../contracts/alerts/detector.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { AssetUid } from "../contracts/plant/tag.ts";
import type { AttributesOf } from "../detect/rules/attributes.ts";
import type { CauseAnswer, RuleKeys } from "../detect/rules/rule-detector.ts";

export interface AlertBookOptions {
  /** Folder of `alerts.log`. */
  readonly dir: string;
  /** Edge id: the origin of alerts from the edge's own rules. */
  readonly edge: string;
  /** µs UTC. */
  readonly clock: () => Micros;
  readonly log: Logger;
  /** The audit log, which records each action before it is answered. */
  readonly journal: Journal;
  /** The mark that takes an alert out of service together with its rule or asset. */
  readonly serviceOf?: (
    alert: Pick<Alert, "assetUid" | "rule">,
  ) => { readonly mark: Mark; readonly scope: "rule" | "asset" } | undefined;
  /**
   * Alerts that are not closed. Advisories may take half of the places; beyond them only safety alerts are taken, up
   * to a reserve.
   */
  readonly maxStanding?: number;
  /** Closed alerts that are kept. */
  readonly historyLimit?: number;
}

/** The rules in force; a new set after each change of the config. */
export interface FollowedRules {
  /** Every (rule, asset) that is watched, as `ruleKey`; alerts of all others are cleared. */
  readonly keys: RuleKeys;
  readonly attributesOf: AttributesOf;
  /** Operator positions that share the alarms; the figures are per position. */
  readonly positions?: number;
  /** Id of the suppression that hides an alert now. */
  suppressionOf(alert: Alert): string | undefined;
  /** The cause that hides an alert now. */
  causeOf?(alert: Alert): CauseAnswer;
}

/** The alert book for its writers: detectors call `apply`, sources `report`, and the clock `tick`. */
export interface OpenAlertBook extends AlertBook, ConditionIntake {
  /**
   * Takes findings of detectors. They are level-triggered: the same finding twice changes nothing. The write to disk
   * begins at once; the call does not wait for it.
   */
  apply(findings: readonly Finding[]): void;
  /** Ends expired shelves, follows suppressions, re-alarms, and writes pending changes. Call it about once a second. */
  tick(now: Micros): void;
  follow(rules: FollowedRules): void;
  /** Whether a rule watches an asset, or an alert of that rule is active there. */
  knowsRule(rule: string, assetUid: AssetUid): boolean;
  /** Whether the action of this uid is done, and its entry in the audit log is not yet. */
  hasPending(actUid: string): boolean;
  /** Where actions on a source's conditions go besides the book; undefined: nowhere. */
  forwardTo(source: string, writer: ConditionWriter | undefined): void;
  /** Alarms that were annunciated since then. */
  annunciatedSince(from: Micros): number;
  /** Alarms annunciated in [from, to), oldest first; thirty days are kept. */
  annunciations(from: Micros, to: Micros): readonly Annunciation[];
  /** Resolves when everything so far is on disk. Rejects with EdgeError `disk`. */
  settled(): Promise<void>;
  /** Number of findings and reports that were refused because the book is full. */
  readonly refused: number;
  close(): Promise<void>;
}
