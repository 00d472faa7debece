import type { AlertKind, AlertState, AlertView, Annunciation } from "../../../../edge/contracts/alert.ts";
import type { AssetUid, LocalizedText } from "../../../../edge/contracts/tag.ts";
import type { PastAlert } from "../../data/api.ts";

/** One line of the alert table; a standing alert and one of the past look the same. Milliseconds UTC. */
export interface AlertRow {
  readonly alertUid: string;
  readonly rule: string;
  readonly assetUid: AssetUid;
  readonly kind: AlertKind;
  readonly annunciation: Annunciation;
  readonly priority: 1 | 2 | 3 | 4;
  readonly state: AlertState;
  readonly message: LocalizedText;
  readonly raisedMs: number;
  readonly clearedMs?: number;
  readonly acknowledged?: { readonly atMs: number; readonly by: string; readonly comment?: string };
}

export function rowOfView(alert: AlertView): AlertRow {
  const { acknowledged, clearedAt } = alert;
  return {
    ...pick(alert),
    raisedMs: alert.raisedAt / 1000,
    ...(clearedAt === undefined ? {} : { clearedMs: clearedAt / 1000 }),
    ...(acknowledged === undefined ? {} : { acknowledged: { atMs: acknowledged.at / 1000, by: acknowledged.by, ...(acknowledged.comment === undefined ? {} : { comment: acknowledged.comment }) } }),
  };
}

export function rowOfPast(alert: PastAlert): AlertRow {
  const { acknowledged, clearedAt } = alert;
  return {
    ...pick(alert),
    raisedMs: Date.parse(alert.raisedAt ?? ""),
    ...(clearedAt === null ? {} : { clearedMs: Date.parse(clearedAt) }),
    ...(acknowledged === null ? {} : { acknowledged: { atMs: Date.parse(acknowledged.at ?? ""), by: acknowledged.by, ...(acknowledged.comment === null ? {} : { comment: acknowledged.comment }) } }),
  };
}

function pick({ alertUid, rule, assetUid, kind, annunciation, priority, state, message }: AlertView | PastAlert) {
  return { alertUid, rule, assetUid, kind, annunciation, priority, state, message };
}

/** Advisories and events stand beside the alarms, never among them. */
export function isAlarm({ annunciation }: Pick<AlertRow, "annunciation">): boolean {
  return annunciation === "alarm";
}

/** Hidden in one of the three ways of ISA-18.2; each has a list of its own. */
const HIDDEN: ReadonlySet<AlertState> = new Set(["shelved", "suppressed", "out-of-service"]);

export const TABS = ["standing", "shelved", "suppressed", "out-of-service", "advisories", "past"] as const;
export type Tab = (typeof TABS)[number];

/** Which rows a tab shows. */
export function rowsOf(tab: Tab, standing: readonly AlertRow[], past: readonly AlertRow[]): readonly AlertRow[] {
  switch (tab) {
    case "standing":
      return standing.filter((row) => !HIDDEN.has(row.state) && isAlarm(row));
    case "shelved":
    case "suppressed":
    case "out-of-service":
      return standing.filter((row) => row.state === tab);
    case "advisories":
      return standing.filter((row) => !HIDDEN.has(row.state) && !isAlarm(row));
    case "past":
      return past;
  }
}

/** Rows that hold every word in label, message (both languages) or rule, and have one of the priorities; no priorities asked for means all. */
export function filterRows(rows: readonly AlertRow[], { words, priorities, labelOf }: { words: string; priorities: ReadonlySet<number>; labelOf: (uid: AssetUid) => string }): readonly AlertRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (priorities.size > 0 && !priorities.has(row.priority)) return false;
    const text = `${labelOf(row.assetUid)} ${row.message.zh} ${row.message.en} ${row.rule}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

export const GROUPINGS = ["none", "asset", "area"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Rows under headings, in the order in which the headings first occur. */
export function groupRows(rows: readonly AlertRow[], headingOf: (row: AlertRow) => string): readonly (readonly [heading: string, rows: readonly AlertRow[]])[] {
  const groups = new Map<string, AlertRow[]>();
  for (const row of rows) {
    const heading = headingOf(row);
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [row]);
    else group.push(row);
  }
  return [...groups];
}
