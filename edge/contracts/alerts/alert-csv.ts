/** Alerts as a table, for people who assess the alarm system. */

import { csvLine } from "../csv.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { AlertView } from "./alert.ts";

const COLUMNS = [
  "alertUid",
  "occurrenceUid",
  "asset",
  "assetUid",
  "rule",
  "kind",
  "annunciation",
  "priority",
  "severity",
  "state",
  "message",
  "message.zh",
  "raisedAt",
  "clearedAt",
  "annunciatedAt",
  "acknowledgedAt",
  "acknowledgedBy",
  "comment",
  "reraised",
  "tag",
  "raisedValue",
  "peakValue",
  "peakAt",
  "unit",
  "suppressedBy",
  "causedBy",
  "memberCount",
];

export interface AlertNames {
  labelOf(assetUid: string): string;
  tagOf(ref: number): { readonly tagUid: string; readonly unit?: string } | undefined;
  /** Pseudonyms of people in exports. */
  nameOf(name: string): string;
}

/** Head and one line for each alert. Times are RFC 3339, UTC. */
export function alertCsv(alerts: readonly AlertView[], names: AlertNames): string {
  return [`${COLUMNS.join(",")}\r\n`, ...alerts.map((alert) => alertLine(alert, names))].join("");
}

function alertLine(alert: AlertView, { labelOf, tagOf, nameOf }: AlertNames): string {
  const { acknowledged, values } = alert;
  const tag = values === undefined ? undefined : tagOf(values.tag);
  return csvLine([
    alert.alertUid,
    alert.occurrenceUid,
    labelOf(alert.assetUid),
    alert.assetUid,
    alert.rule,
    alert.kind,
    alert.annunciation,
    alert.priority,
    alert.severity,
    alert.state,
    alert.message.en,
    alert.message.zh,
    timeOf(alert.raisedAt),
    timeOf(alert.clearedAt),
    timeOf(alert.annunciatedAt),
    timeOf(acknowledged?.at),
    acknowledged === undefined ? "" : nameOf(acknowledged.by),
    acknowledged?.comment ?? "",
    alert.reraised,
    tag?.tagUid ?? "",
    values?.raised ?? "",
    values?.peak ?? "",
    timeOf(values?.peakAt),
    tag?.unit ?? "",
    alert.suppressedBy ?? "",
    alert.causedBy ?? "",
    alert.memberCount ?? 0,
  ]);
}

function timeOf(at: Micros | undefined): string {
  return at === undefined ? "" : new Date(at / 1000).toISOString();
}
