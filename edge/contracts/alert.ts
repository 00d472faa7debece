import type { Evidence } from "./detector.ts";
import type { Micros } from "./sample-batch.ts";
import type { AssetUid, LocalizedText } from "./tag.ts";

/** What kind of attention an alert asks for. Anomaly and prediction are advisories, not alarms: they carry no priority colour and no sound. */
export type AlertKind = "process" | "safety" | "system" | "anomaly" | "prediction";

/** Facts only. What state they amount to is worked out by `alertState`, never stored. */
export interface Alert {
  /** Given when it was raised; a re-raise after closing gets a new one. */
  readonly alertUid: string;
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly kind: AlertKind;
  /** 1 to 1000, as in OPC UA Part 9. */
  readonly severity: number;
  readonly message: LocalizedText;
  readonly evidence: readonly Evidence[];
  readonly raisedAt: Micros;
  readonly clearedAt?: Micros;
  readonly acknowledged?: { readonly at: Micros; readonly by: string; readonly comment?: string };
  readonly shelved?: { readonly until: Micros; readonly by: string; readonly reason: string };
  /** How often it was raised again before it was closed. */
  readonly reraised: number;
}

export type AlertState = "active" | "acknowledged" | "cleared" | "shelved" | "closed";

/** ISA-18.2 priority 1 (highest) to 4; our bands of OPC UA severity: 751, 501, 251, 1. */
export function priorityOf(severity: number): 1 | 2 | 3 | 4 {
  return severity > 750 ? 1 : severity > 500 ? 2 : severity > 250 ? 3 : 4;
}

export type OperatorAction =
  | { readonly kind: "acknowledge"; readonly at: Micros; readonly by: string; readonly comment?: string }
  | { readonly kind: "shelve"; readonly at: Micros; readonly by: string; readonly until: Micros; readonly reason: string }
  | { readonly kind: "unshelve"; readonly at: Micros; readonly by: string };

/** An alert as API and viewer see it. */
export interface AlertView extends Alert {
  readonly state: AlertState;
  readonly priority: 1 | 2 | 3 | 4;
}

/** Every alert by rule and asset. What changes it returns only after the change is on disk. */
export interface AlertBook {
  /** Changes with every change; cheap to compare. */
  readonly version: number;
  /** All that are not closed, newest first. */
  standing(): readonly AlertView[];
  /** Everything raised in [from, to), closed ones too, newest first, at most `limit`. */
  history(from: Micros, to: Micros, limit: number): readonly AlertView[];
  find(alertUid: string): AlertView | undefined;
  /** Applies it durably. Throws EdgeError `not-found` or `conflict`. */
  act(alertUid: string, action: OperatorAction): Promise<AlertView>;
}
