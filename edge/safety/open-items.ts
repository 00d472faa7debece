/** Hidden dangers, inspections and permits of the work book that still ask for something. */
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { WorkBook, WorkItem } from "../contracts/records/work-book.ts";
import { isOpenWork, workState } from "../contracts/records/work-item.ts";
import { inspectionOf } from "../contracts/safety/loop-facts.ts";
import { permitOf } from "../contracts/safety/permit.ts";

/** Follows the book, so that nobody has to look through all of it each second. */
export class OpenItems {
  /** Open hidden dangers, by uid. */
  readonly dangers = new Map<string, WorkItem>();
  /** Open permits to work, by uid. */
  readonly permits = new Map<string, WorkItem>();
  /** Inspections that nobody has finished, by uid. */
  readonly inspections = new Map<string, WorkItem>();
  /** The newest inspection of each task, and the newest that is done, missed or rejected by a person. */
  readonly newest = new Map<string, WorkItem>();
  readonly newestOver = new Map<string, WorkItem>();
  /** Finished inspections that are not closed yet, by uid. */
  readonly finished = new Map<string, WorkItem>();
  /** Finished inspections with failed items, whose dangers may not be reported yet. */
  readonly failed = new Map<string, WorkItem>();
  readonly #leave: () => void;

  constructor(work: Pick<WorkBook, "newestFirst" | "subscribe">) {
    for (const item of work.newestFirst()) this.#take(item);
    this.#leave = work.subscribe(({ item }) => this.#take(item));
  }

  close(): void {
    this.#leave();
  }

  #take(item: WorkItem): void {
    const { itemUid } = item;
    const state = workState(item);
    const isOver = !isOpenWork(item);
    if (item.kind === "hidden-danger") {
      if (isOver) this.dangers.delete(itemUid);
      else this.dangers.set(itemUid, item);
      return;
    }
    if (permitOf(item) !== undefined) {
      if (isOver) this.permits.delete(itemUid);
      else this.permits.set(itemUid, item);
      return;
    }
    const facts = inspectionOf(item);
    if (facts === undefined) return;
    const isDone = isOver || state === "finished";
    if (isDone) this.inspections.delete(itemUid);
    else this.inspections.set(itemUid, item);
    if (state === "finished") this.finished.set(itemUid, item);
    else this.finished.delete(itemUid);
    for (const newest of isDone ? [this.newest, this.newestOver] : [this.newest])
      if (beginOf(newest.get(facts.task)) <= facts.from) newest.set(facts.task, item);
    if (state === "finished" && failedItems(item).length > 0) this.failed.set(itemUid, item);
    else this.failed.delete(itemUid);
  }
}

function beginOf(item: WorkItem | undefined): Micros {
  return item === undefined ? Number.NEGATIVE_INFINITY : (inspectionOf(item)?.from ?? Number.NEGATIVE_INFINITY);
}

/** Places in its list of the items that failed at the newest finish. */
export function failedItems({ acts }: Pick<WorkItem, "acts">): readonly number[] {
  const ticks = acts.findLast(({ kind }) => kind === "finish")?.ticks ?? [];
  return ticks.flatMap(({ result }, at) => (result === "failed" ? [at] : []));
}
