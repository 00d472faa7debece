import type { AssetUid } from "../../../../edge/contracts/plant/tag.ts";
import { clockOrMoment, livedText, responseText, stoodMs } from "../../data/alert-times.ts";
import { withoutLabel } from "../../data/asset-state.ts";
import { formatClock } from "../../data/format.ts";
import { local, t } from "../../i18n/language.ts";
import { type AlertRow, byUrgency } from "./rows.ts";

/** Fixed columns, then optional ones. */
const FIXED = ["priority", "asset", "message"] as const;
export const CHOICES = ["value", "raised", "lasted", "left", "state", "by", "rule"] as const;
export type Choice = (typeof CHOICES)[number];
export type Column = (typeof FIXED)[number] | Choice;
export const COLUMNS: readonly Column[] = [...FIXED, ...CHOICES];
const USUAL: readonly Choice[] = ["value", "raised", "lasted", "state", "by"];

const KEY = "gemba.viewer.alert-columns";

/** The earlier choice in this browser. */
export function readColumns(): ReadonlySet<Choice> {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? "null");
    if (Array.isArray(stored)) return new Set(CHOICES.filter((one) => stored.includes(one)));
  } catch {
    // Storage is off or holds something else: the choice is a convenience.
  }
  return new Set(USUAL);
}

export function storeColumns(chosen: ReadonlySet<Choice>): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify([...chosen]));
  } catch {
    // Storage is off: the next visit starts with the default columns.
  }
}

/** Context of cells besides the row. */
export interface CellContext {
  readonly nowMs: number;
  /** When a plant that the hub has lost was last heard; null while the picture is of now. */
  readonly lastHeardMs: number | null;
  readonly zone: string;
  readonly labelOf: (uid: AssetUid) => string;
  readonly ruleOf: (row: AlertRow) => string;
  /** Value against limit with its unit; empty for an alert without a number. */
  readonly measuredOf: (row: AlertRow) => string;
}

/** A cell in words, for the table and for the file. */
export function cellText(
  column: Column,
  row: AlertRow,
  { nowMs, lastHeardMs, zone, labelOf, ruleOf, measuredOf }: CellContext,
): string {
  switch (column) {
    case "priority":
      return row.annunciation === "alarm" ? String(row.priority) : t(`alerts.kind-${row.kind}`);
    case "asset":
      return labelOf(row.assetUid);
    case "message":
      return withoutLabel(local(row.message), labelOf(row.assetUid));
    case "value":
      return measuredOf(row);
    case "raised":
      return clockOrMoment(row.raisedMs, zone, nowMs);
    case "lasted":
      return livedText(row, nowMs, lastHeardMs);
    case "left":
      return responseText(row, nowMs);
    case "state":
      return t(`alerts.is-${row.state}`);
    case "by":
      return row.acknowledged === undefined ? "" : `${row.acknowledged.by} ${formatClock(row.acknowledged.atMs, zone)}`;
    case "rule":
      return ruleOf(row);
  }
}

/** A chosen order; null is the most urgent first. */
export interface Sorting {
  readonly column: Column;
  readonly isDown: boolean;
}

/** The order after a press on a column's head: up, down, then back to the most urgent first. */
export function nextSorting(now: Sorting | null, column: Column): Sorting | null {
  if (now?.column !== column) return { column, isDown: false };
  return now.isDown ? null : { column, isDown: true };
}

/** Rows in the chosen order; equal rows are sorted by urgency. */
export function sortRows(
  rows: readonly AlertRow[],
  sorting: Sorting | null,
  context: CellContext,
): readonly AlertRow[] {
  if (sorting === null) return [...rows].sort(byUrgency);
  const sign = sorting.isDown ? -1 : 1;
  const compare = comparator(sorting.column, context);
  return [...rows].sort((a, b) => sign * compare(a, b) || byUrgency(a, b));
}

function comparator(column: Column, context: CellContext): (a: AlertRow, b: AlertRow) => number {
  const untilMs = context.lastHeardMs ?? context.nowMs;
  switch (column) {
    case "priority":
      return (a, b) => rank(a) - rank(b);
    case "raised":
      return (a, b) => a.raisedMs - b.raisedMs;
    case "lasted":
      return (a, b) => stoodMs(a, untilMs) - stoodMs(b, untilMs);
    case "left":
      return (a, b) => dueMs(a) - dueMs(b);
    default: {
      const collator = new Intl.Collator(undefined, { numeric: true });
      return (a, b) => collator.compare(cellText(column, a, context), cellText(column, b, context));
    }
  }
}

/** Advisories have no priority: they come after all others. */
const rank = ({ annunciation, priority }: AlertRow): number => (annunciation === "alarm" ? priority : 9);
const dueMs = ({ response, raisedMs, clearedMs }: AlertRow): number =>
  response === undefined || clearedMs !== undefined ? Number.MAX_VALUE : raisedMs + response.withinS * 1000;

/**
 * The rows as a table for a spreadsheet: the chosen columns as displayed, and the times and ids for programs. The
 * acknowledging user is left out: exports name people by pseudonyms, which only the edge can create
 * (`GET /api/v1/alerts/export`).
 */
export function csvCells(rows: readonly AlertRow[], columns: readonly Column[], context: CellContext): string[][] {
  const iso = (ms: number | undefined) => (ms === undefined || Number.isNaN(ms) ? "" : new Date(ms).toISOString());
  const shown = columns.filter((column) => column !== "by");
  const head = [
    ...shown.map((column) => t(`alerts.column-${column}`)),
    "raisedAt",
    "acknowledgedAt",
    "clearedAt",
    "rule",
    "alertUid",
  ];
  const lines = rows.map((row) => [
    ...shown.map((column) => cellText(column, row, context)),
    iso(row.raisedMs),
    iso(row.acknowledged?.atMs),
    iso(row.clearedMs),
    row.rule,
    row.alertUid,
  ]);
  return [head, ...lines];
}
