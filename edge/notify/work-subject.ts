/** Changes of work items as a webhook sends them to an external maintenance system (rules N25 to N28). */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LocalizedText } from "../contracts/plant/tag.ts";
import { replacedIn, verdictOf, type WorkBook, type WorkItem } from "../contracts/records/work-book.ts";
import { workState } from "../contracts/records/work-item.ts";
import type { Notice } from "./feed.ts";
import type { Subject } from "./subject.ts";

/** Changes in one message: each may have texts of 8,000 characters. */
const MOST_TOGETHER = 100;
/** Grade of work that nobody has planned yet. */
const LEAST_URGENT = 4;

/** A change: the item as it was after its n-th act; 0 is the report. */
interface Change {
  readonly item: WorkItem;
  readonly number: number;
}

export function workSubject({
  find,
  labelOf,
  site,
}: {
  find(itemUid: string): WorkItem | undefined;
  labelOf(assetUid: string): string | undefined;
  readonly site: LocalizedText;
}): Subject {
  return {
    most: MOST_TOGETHER,
    // A program that keeps the same list needs every change.
    isOver: () => false,
    contentOf(keys) {
      const work = keys.flatMap((key) => {
        const [itemUid = "", number] = key.split(" ");
        const item = find(itemUid);
        return item === undefined ? [] : [changeEntry({ item, number: Number(number) }, labelOf(item.about.assetUid))];
      });
      if (work.length === 0) return undefined;
      const content = { title: `${site.en}: work items`, lines: [] };
      return { content, alerts: [], changes: { type: "work-items", entries: work } };
    },
  };
}

/** The newest change of an item, or an earlier one, as a notice. */
export function workNotice({ item, number }: Change): Notice {
  const acts = item.acts.slice(0, number);
  return {
    key: `${item.itemUid} ${number}`,
    about: item.itemUid,
    assetUid: item.about.assetUid,
    priority: acts.findLast(({ grade }) => grade !== undefined)?.grade ?? LEAST_URGENT,
    at: acts.at(-1)?.at ?? item.reportedAt,
  };
}

/** All changes of the book, newest first. */
export function changesOf(work: Pick<WorkBook, "newestFirst">): readonly Change[] {
  const changes: (Change & { readonly at: Micros })[] = [];
  for (const item of work.newestFirst())
    for (let number = item.acts.length; number >= 0; number--)
      changes.push({ item, number, at: item.acts[number - 1]?.at ?? item.reportedAt });
  return changes.sort((a, b) => b.at - a.at);
}

function changeEntry({ item, number }: Change, assetLabel: string | undefined): object {
  const then = { ...item, acts: item.acts.slice(0, number) };
  const act = then.acts.at(-1);
  const plan = then.acts.findLast(({ kind }) => kind === "plan");
  const { itemUid, kind, title, about, cause, reportedAt, reportedBy } = item;
  return {
    eventUid: `${itemUid}/${number}`,
    change: act?.kind ?? "report",
    at: isoOf(act?.at ?? reportedAt),
    act:
      act === undefined
        ? null
        : { ...act, at: isoOf(act.at), ...(act.due === undefined ? {} : { due: isoOf(act.due) }) },
    item: {
      itemUid,
      kind,
      state: workState(then),
      title,
      assetUid: about.assetUid,
      assetLabel: assetLabel ?? null,
      component: about.component ?? null,
      cause: cause ?? null,
      reportedAt: isoOf(reportedAt),
      reportedBy,
      assignee: plan?.assignee ?? null,
      due: plan?.due === undefined ? null : isoOf(plan.due),
      grade: plan?.grade ?? null,
      verdict: verdictOf(then) ?? null,
      replaced: replacedIn(then).map(({ component }) => component),
    },
  };
}

function isoOf(at: Micros): string {
  return new Date(at / 1000).toISOString();
}
