/** Alerts as a table, for people who assess the alarm system. */

import { BYTE_ORDER_MARK, csvLine, csvPieces, timeCells, timeColumns } from "../csv.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { Tag } from "../plant/tag.ts";
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
  ...["raisedAt", "clearedAt", "annunciatedAt", "acknowledgedAt"].flatMap(timeColumns),
  "acknowledgedBy",
  "comment",
  "reraised",
  "tag",
  "raisedValue",
  "peakValue",
  ...timeColumns("peakAt"),
  "unit",
  "suppressedBy",
  "causedBy",
  "memberCount",
];

export interface AlertNames {
  labelOf(assetUid: string): string;
  tagOf(ref: number): Pick<Tag, "tagUid" | "unit"> | undefined;
  /** Pseudonyms of people in exports. */
  nameOf(name: string): string;
  /** By the site's clocks. */
  localTime(at: Micros): string;
}

/** Head and one line for each alert. Each time is there in UTC and by the site's clocks. */
export function alertCsv(alerts: readonly AlertView[], names: AlertNames): Iterable<string> {
  return csvPieces(`${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`, alerts, (alert) => alertLine(alert, names));
}

function alertLine(alert: AlertView, { labelOf, tagOf, nameOf, localTime }: AlertNames): string {
  const { acknowledged, values } = alert;
  const timesOf = (at: Micros | undefined) => timeCells(at, localTime);
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
    ...timesOf(alert.raisedAt),
    ...timesOf(alert.clearedAt),
    ...timesOf(alert.annunciatedAt),
    ...timesOf(acknowledged?.at),
    acknowledged === undefined ? "" : nameOf(acknowledged.by),
    acknowledged?.comment ?? "",
    alert.reraised,
    tag?.tagUid ?? "",
    values?.raised ?? "",
    values?.peak ?? "",
    ...timesOf(values?.peakAt),
    tag?.unit ?? "",
    alert.suppressedBy ?? "",
    alert.causedBy ?? "",
    alert.memberCount ?? 0,
  ]);
}
