import type { Logger } from "pino";
import { LateActs } from "../audit/late-acts.ts";
import { uuidv7 } from "../batch/uuidv7.ts";
import type { Journal, Principal } from "../contracts/access/journal.ts";
import { EdgeError } from "../contracts/errors.ts";
import { isRefused } from "../contracts/records/life-cycle.ts";
import { nextAct } from "../contracts/records/next-act.ts";
import { isRefusalError, NOT_STORED, refusalError } from "../contracts/records/refusal-error.ts";
import type {
  NewWorkItem,
  WorkAction,
  WorkActor,
  WorkBook,
  WorkChange,
  WorkItem,
} from "../contracts/records/work-book.ts";
import { afterWork, type WorkAct } from "../contracts/records/work-item.ts";
import { Listeners } from "../observe/listeners.ts";
import { Queue } from "../observe/queue.ts";
import { BOUNDS, type Bounds, checkPlace, checkRoom } from "./bounds.ts";
import { doneEntry, refusedEntry, type Step } from "./work-audit.ts";
import { WorkIndex } from "./work-index.ts";
import { type WorkLine, WorkLog } from "./work-log.ts";

/** Reports and acts that are running or waiting: each is on disk and in the audit log before the next. */
const MOST_WAITING = 100;
const BUSY = "Too many changes of work items are waiting. Try again in a few seconds.";
const NOT_REWRITTEN = "the file of work items cannot be rewritten; it is tried again";
/** Share of the bound that stays when the oldest items go to the archive. */
const KEPT_SHARE = 0.9;

export interface WorkBookOptions {
  /** Data folder. */
  readonly dir: string;
  readonly journal: Journal;
  readonly log: Logger;
  readonly bounds?: Bounds;
  /** Whether an ended item is still looked for: such a one moves to the archive last. */
  readonly isNeeded?: (item: WorkItem) => boolean;
}

export interface OpenWorkBook extends WorkBook {
  /** Acts that replaced components, whose events the commit log may lack: in the order of the items. */
  readonly owed: readonly WorkAction[];
  /** The events of this act are in the commit log. Rejects when the disk refuses; then the act is still owed. */
  settle(action: WorkAction): Promise<void>;
  /** Records actions that the audit log does not have yet. Called once a second. */
  tick(): void;
  /**
   * Writes the file without entries that the audit log has. Later starts do not look for them: that takes long, and one
   * that the audit log has retired by then would be recorded once more.
   */
  rewrite(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the work items of a data folder. Throws EdgeError `disk`, `conflict`. */
export async function openWorkBook(options: WorkBookOptions): Promise<OpenWorkBook> {
  const { dir, journal, log } = options;
  const { workLog, items, audit, owed } = await WorkLog.open(dir, log);
  const late = await LateActs.open(journal, audit, log);
  const book = new DurableWorkBook({ workLog, late, index: new WorkIndex(items), owed: new Map(owed) }, options);
  if (audit.length > 0) await book.rewrite();
  return book;
}

interface Parts {
  readonly workLog: WorkLog;
  readonly late: LateActs;
  readonly index: WorkIndex;
  /** By item: uids of acts whose events the commit log may lack. Empty lists are left out. */
  readonly owed: Map<string, readonly string[]>;
}

class DurableWorkBook implements OpenWorkBook {
  readonly #options: WorkBookOptions;
  readonly #bounds: Bounds;
  readonly #parts: Parts;
  readonly #listeners: Listeners<[change: WorkChange]>;
  readonly #queue = new Queue(MOST_WAITING, BUSY);
  #version = 1;

  constructor(parts: Parts, options: WorkBookOptions) {
    this.#options = options;
    this.#bounds = options.bounds ?? BOUNDS;
    this.#parts = parts;
    this.#listeners = new Listeners("work items", options.log);
    parts.late.retry();
  }

  get version(): number {
    return this.#version;
  }

  get openCount(): number {
    return this.#parts.index.open.count;
  }

  newestFirst(): Iterable<WorkItem> {
    return this.#parts.index.newestFirst();
  }

  before(itemUid: string): Iterable<WorkItem> | undefined {
    return this.#parts.index.before(itemUid);
  }

  find(itemUid: string): WorkItem | undefined {
    return this.#parts.index.find(itemUid);
  }

  subscribe(listener: (change: WorkChange) => unknown): () => void {
    return this.#listeners.add(listener);
  }

  async report(
    given: NewWorkItem,
    principal: Principal,
  ): Promise<{ readonly item: WorkItem; readonly isNew: boolean }> {
    const itemUid = given.itemUid ?? uuidv7(given.reportedAt / 1000);
    const step: Step = { kind: "report", itemUid, at: given.reportedAt, principal };
    return await this.#inTurn(step, async () => {
      const known = this.#known(given);
      if (known !== undefined) {
        await this.#recordPending(known.itemUid);
        return { item: known, isNew: false };
      }
      const item: WorkItem = { ...given, itemUid, acts: [] };
      checkPlace(item, this.#parts.index.open, this.#bounds);
      await this.#store({ item }, step, item);
      return { item, isNew: true };
    });
  }

  async act(itemUid: string, act: WorkAct, { role, principal, refuse }: WorkActor): Promise<WorkItem> {
    const step: Step = { kind: act.kind, itemUid, at: act.at, principal, note: act.note };
    return await this.#inTurn(step, async () => {
      const before = this.find(itemUid);
      if (before === undefined) throw new EdgeError("not-found", `there is no work item ${itemUid}`);
      const timed = nextAct(act, before.acts, before.reportedAt);
      const judged = afterWork(before, timed, role);
      const after = isRefused(judged) || judged === before ? judged : (refuse?.(before, timed) ?? judged);
      if (isRefused(after)) throw refusalError(after);
      if (after === before) await this.#recordPending(itemUid);
      else {
        checkRoom(after, timed, { open: this.#parts.index.open, bounds: this.#bounds });
        await this.#store({ itemUid, act: timed }, { ...step, at: timed.at }, after);
      }
      return after;
    });
  }

  get owed(): readonly WorkAction[] {
    return [...this.#parts.owed].flatMap(([itemUid, actUids]) => {
      const item = this.find(itemUid);
      return item === undefined
        ? []
        : item.acts.filter(({ actUid }) => actUids.includes(actUid)).map((act) => ({ item, act }));
    });
  }

  async settle({ item: { itemUid }, act }: WorkAction): Promise<void> {
    const settled = async () => {
      const rest = (this.#parts.owed.get(itemUid) ?? []).filter((uid) => uid !== act.actUid);
      // One that went to the archive meanwhile is no longer in the file.
      if (this.find(itemUid) !== undefined) await this.#parts.workLog.append({ itemUid, act, owed: rest });
      this.#owe(itemUid, rest);
    };
    await this.#queue.run(settled, { most: Number.POSITIVE_INFINITY });
  }

  tick(): void {
    this.#parts.late.retry();
  }

  async close(): Promise<void> {
    const { late, workLog } = this.#parts;
    await this.#queue.run(async () => undefined, { most: Number.POSITIVE_INFINITY });
    await late.settled();
    await workLog.close();
  }

  /** The item that a report repeats: its uid is there, or an open item has its cause. */
  #known({ itemUid, kind, about, cause }: NewWorkItem): WorkItem | undefined {
    const same = itemUid === undefined ? undefined : this.find(itemUid);
    if (same !== undefined && (same.kind !== kind || same.about.assetUid !== about.assetUid))
      throw new EdgeError("conflict", "another work item has this itemUid; give a new one");
    return same ?? (cause === undefined ? undefined : this.#parts.index.openOf(cause));
  }

  /** One step at a time. A refused one is in the audit log before its answer; one that the disk refused is not. */
  async #inTurn<T>(step: Step, work: () => Promise<T>): Promise<T> {
    const turn = async () => {
      try {
        return await work();
      } catch (error) {
        if (isRefusalError(error))
          await this.#options.journal.record(refusedEntry(step, this.find(step.itemUid), error.message));
        throw error;
      }
    };
    return await this.#queue.run(turn, { rest: () => this.#tidy() });
  }

  /** On disk first, then in memory, then in the audit log: after a kill an answered step is there, none in part. */
  async #store(line: WorkLine, step: Step, after: WorkItem): Promise<void> {
    const { workLog, late, index } = this.#parts;
    const entry = doneEntry(step, this.find(after.itemUid), after);
    const owed = this.#owedAfter(line);
    try {
      await workLog.append({ ...line, audit: [entry], owed });
    } catch (err) {
      this.#options.log.error({ err }, "a change of a work item cannot be written; it was refused");
      throw new EdgeError("unavailable", NOT_STORED);
    }
    index.put(after);
    if (owed !== undefined) this.#owe(after.itemUid, owed);
    this.#version++;
    late.expect(after.itemUid, entry);
    this.#listeners.notify("act" in line ? { item: after, act: line.act } : { item: after });
    await late.record(entry);
  }

  /** The event that is owed for the item after this line; undefined where the line changes nothing. */
  #owedAfter(line: WorkLine): readonly string[] | undefined {
    if (!("act" in line) || (line.act.replaced ?? []).length === 0) return undefined;
    return [...(this.#parts.owed.get(line.itemUid) ?? []), line.act.actUid];
  }

  #owe(itemUid: string, actUids: readonly string[]): void {
    if (actUids.length === 0) this.#parts.owed.delete(itemUid);
    else this.#parts.owed.set(itemUid, actUids);
  }

  /** A repeated step is answered when its first one is in the audit log. */
  async #recordPending(itemUid: string): Promise<void> {
    for (const entry of this.#parts.late.pendingOf(itemUid)) await this.#parts.late.record(entry);
  }

  async rewrite(): Promise<void> {
    try {
      await this.#parts.workLog.replace(this.#lines());
    } catch (err) {
      this.#options.log.error({ err }, NOT_REWRITTEN);
    }
  }

  /** Keeps to the bounds and the file small. A disk that refuses is asked again after the next step. */
  async #tidy(): Promise<void> {
    const { workLog, index } = this.#parts;
    try {
      const isOver = index.over.count > this.#bounds.over.count || index.over.bytes > this.#bounds.over.bytes;
      if (isOver) await this.#archiveOldest();
      const isWasteful =
        workLog.bytes > this.#bounds.logBytes && workLog.bytes > 2 * (index.open.bytes + index.over.bytes);
      if (isOver || isWasteful) await workLog.replace(this.#lines());
    } catch (err) {
      this.#options.log.error({ err }, NOT_REWRITTEN);
    }
  }

  /** A kill between archive and log leaves an item in both, which the next archiving writes again. */
  async #archiveOldest(): Promise<void> {
    const { workLog, index } = this.#parts;
    const { over } = this.#bounds;
    let { count, bytes } = index.over;
    const oldest: WorkItem[] = [];
    const ended = index.overByEnd();
    // The next one of a schedule follows from its newest: such an item moves only where nothing else is left to.
    const newest = newestOfSchedules(index.newestFirst());
    const others = ended.filter((item) => !newest.has(item) && this.#options.isNeeded?.(item) !== true);
    for (const item of others.length > 0 ? others : ended) {
      if (count <= over.count * KEPT_SHARE && bytes <= over.bytes * KEPT_SHARE) break;
      oldest.push(item);
      count--;
      bytes -= index.bytesOf(item.itemUid);
    }
    await workLog.archive(oldest);
    index.remove(new Set(oldest.map(({ itemUid }) => itemUid)));
    this.#version++;
    this.#options.log.info({ items: oldest.length }, "moved the oldest closed work items to the archive");
  }

  #lines(): WorkLine[] {
    const { index, late, owed } = this.#parts;
    const lineFor = (item: WorkItem): WorkLine => {
      const { itemUid } = item;
      return { item, audit: late.pendingOf(itemUid), owed: owed.get(itemUid) };
    };
    return index.all().map(lineFor);
  }
}

function newestOfSchedules(newestFirst: Iterable<WorkItem>): ReadonlySet<WorkItem> {
  const found = new Map<string, WorkItem>();
  for (const item of newestFirst) {
    const { schedule } = item;
    if (schedule !== undefined && !found.has(schedule.uid)) found.set(schedule.uid, item);
  }
  return new Set(found.values());
}
