/** What is due as a table, for people who plan maintenance. */
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

/** Head and one line for each entry. Each time is there in UTC and by the site's clocks. */
export function dueCsv(entries: readonly DueEntry[], localTime: (at: Micros) => string): string {
  return [`${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`, ...entries.map((one) => lineOf(one, localTime))].join("");
}

function lineOf(entry: DueEntry, localTime: (at: Micros) => string): string {
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
    entry.responsible ?? "",
    entry.lastsMin ?? "",
    parts.map(({ part, quantity, onHand }) => `${quantity} × ${part} (${onHand})`).join("; "),
    parts.flatMap(({ part, short }) => (short > 0 ? `${short} × ${part}` : [])).join("; "),
    ...timesOf(window?.from),
    ...timesOf(window?.to),
    window?.basis ?? entry.noWindow ?? "",
  ]);
}
