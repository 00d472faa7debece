/** The due list as a table, for people who plan maintenance. */
import { BYTE_ORDER_MARK, csvLine, timeCells, timeColumns } from "../csv.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { DueEntry } from "./due-list.ts";

const COLUMNS = [
  "source",
  "state",
  "asset",
  "assetUid",
  "component",
  "title",
  "title.zh",
  ...["due", "due.earliest", "due.latest", "lastDone"].flatMap(timeColumns),
  "used",
  "workItem",
  "workState",
  "responsible",
  "lastsMin",
  "parts",
  "short",
  ...["window.from", "window.to"].flatMap(timeColumns),
  "window.basis",
];

interface DueCsvContext {
  /** How a person is named in a table. */
  nameOf(person: string): string;
  /** A time by the site's clocks. */
  localTime(at: Micros): string;
}

/** Head and one line for each entry. Each time is there in UTC and by the site's clocks. */
export function dueCsv(entries: readonly DueEntry[], context: DueCsvContext): string {
  return [`${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`, ...entries.map((one) => lineOf(one, context))].join("");
}

function lineOf(entry: DueEntry, { nameOf, localTime }: DueCsvContext): string {
  const { due, criteria, work, parts, window } = entry;
  const timesOf = (at: Micros | null | undefined) => timeCells(at ?? undefined, localTime);
  return csvLine([
    entry.source,
    entry.state,
    entry.assetLabel,
    entry.assetUid,
    entry.component ?? "",
    entry.title.en,
    entry.title.zh,
    ...[due.at, due.earliest, due.latest, entry.lastDone?.at].flatMap(timesOf),
    criteria
      .map(({ by, used, every }) => `${by} ${used === null ? "?" : Math.round(used)}/${Math.round(every)}`)
      .join("; "),
    work?.itemUid ?? "",
    work?.state ?? "",
    entry.responsible === null ? "" : nameOf(entry.responsible),
    entry.lastsMin ?? "",
    parts.map(({ part, quantity, onHand }) => `${quantity} × ${part} (${onHand})`).join("; "),
    parts.flatMap(({ part, short }) => (short > 0 ? `${short} × ${part}` : [])).join("; "),
    ...timesOf(window?.from),
    ...timesOf(window?.to),
    window?.basis ?? entry.noWindow ?? "",
  ]);
}
