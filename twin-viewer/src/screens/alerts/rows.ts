import type { AlertState } from "../../../../edge/contracts/alerts/alert.ts";
import { byAttention } from "../../../../edge/contracts/alerts/alert-order.ts";
import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import type { AlertRecord } from "../../data/alert-record.ts";

/** One line of the alert table. */
export type AlertRow = AlertRecord;

/** Most urgent first, like every list of the page. */
export function byUrgency(a: AlertRow, b: AlertRow): number {
  return byAttention(ordered(a), ordered(b));
}

function ordered({ raisedMs, ...row }: AlertRow) {
  const { annunciation, state, priority, alertUid, asksAck } = row;
  return { annunciation, state, priority, alertUid, asksAck, raisedAt: raisedMs };
}

/** Advisories and events are listed beside the alarms, never among them. */
function isAlarm({ annunciation }: Pick<AlertRow, "annunciation">): boolean {
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

/** The filter of the rows; no priorities means all. */
interface Filter {
  readonly words: string;
  readonly priorities: ReadonlySet<number>;
  /** Also consequences, which their cause lists as members. */
  readonly withMembers: boolean;
  readonly labelOf: (uid: AssetUid) => string;
}

/** Rows that hold every word in label, message (both languages) or rule, and have one of the priorities. */
export function filterRows(
  rows: readonly AlertRow[],
  { words, priorities, withMembers, labelOf }: Filter,
): readonly AlertRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (!withMembers && row.causedBy !== undefined) return false;
    if (priorities.size > 0 && !priorities.has(row.priority)) return false;
    const text = `${labelOf(row.assetUid)} ${row.message.zh} ${row.message.en} ${row.rule}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

export const GROUPINGS = ["none", "cause", "asset", "area"] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Rows under headings, in the order in which the headings first occur. */
export function groupRows(
  rows: readonly AlertRow[],
  headingOf: (row: AlertRow) => string,
): readonly (readonly [heading: string, rows: readonly AlertRow[]])[] {
  const groups = new Map<string, AlertRow[]>();
  for (const row of rows) {
    const heading = headingOf(row);
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [row]);
    else group.push(row);
  }
  return [...groups];
}
