/** Work items as a table, for people who plan and assess maintenance. */
import { BYTE_ORDER_MARK, csvLine, csvPieces, timeCells, timeColumns } from "../csv.ts";
import type { Micros } from "../path/sample-batch.ts";
import { foundKindOf, replacedIn, verdictOf, type WorkItem } from "./work-book.ts";
import { type WorkAct, workState } from "./work-item.ts";

const COLUMNS = [
  "itemUid",
  "kind",
  "state",
  "asset",
  "assetUid",
  "component",
  "title",
  "title.zh",
  "cause",
  ...timeColumns("reportedAt"),
  "reportedBy",
  "assignee",
  ...timeColumns("due"),
  "grade",
  ...["startedAt", "finishedAt", "endedAt"].flatMap(timeColumns),
  "done",
  "doneBy",
  "found",
  "foundKind",
  "verdict",
  "replaced",
  "parts",
  "acts",
];

export interface WorkNamesInTable {
  labelOf(assetUid: string): string;
  /** Pseudonyms of people in exports. */
  nameOf(name: string): string;
  /** By the site's clocks. */
  localTime(at: Micros): string;
}

/** Head and one line for each item. Each time is there in UTC and by the site's clocks. */
export function workCsv(items: readonly WorkItem[], names: WorkNamesInTable): Iterable<string> {
  return csvPieces(`${BYTE_ORDER_MARK}${COLUMNS.join(",")}\r\n`, items, (item) => workLine(item, names));
}

function workLine(item: WorkItem, { labelOf, nameOf, localTime }: WorkNamesInTable): string {
  const { itemUid, kind, about, title, cause, reportedAt, reportedBy, acts } = item;
  const newest = (of: WorkAct["kind"]) => acts.findLast((act) => act.kind === of);
  const [plan, finish] = [newest("plan"), newest("finish")];
  const timesOf = (at: Micros | undefined) => timeCells(at, localTime);
  const personOf = (name: string | undefined) => (name === undefined ? "" : nameOf(name));
  return csvLine([
    itemUid,
    kind,
    workState(item),
    labelOf(about.assetUid),
    about.assetUid,
    about.component ?? "",
    title.en,
    title.zh,
    cause ?? "",
    ...timesOf(reportedAt),
    nameOf(reportedBy.name),
    personOf(plan?.assignee),
    ...timesOf(plan?.due),
    plan?.grade ?? "",
    ...timesOf(newest("start")?.at),
    ...timesOf(finish?.at),
    ...timesOf((newest("verify") ?? newest("reject"))?.at),
    finish?.done ?? "",
    personOf(finish?.doneBy ?? finish?.by.name),
    acts.findLast(({ found }) => found !== undefined)?.found ?? "",
    foundKindOf(item) ?? "",
    verdictOf(item) ?? "",
    replacedIn(item)
      .map(({ component }) => component)
      .join("; "),
    acts
      .flatMap(({ parts = [] }) => parts)
      .map(({ part, quantity }) => `${quantity} × ${part}`)
      .join("; "),
    acts.length,
  ]);
}
