import type { Logger } from "pino";
import { LateActs } from "../audit/late-acts.ts";
import { nameKey } from "../contracts/access/access.ts";
import type { Act, Journal } from "../contracts/access/journal.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { AskedSave, Saved, SavedKind } from "../contracts/explore/record.ts";
import type { SavedBook, SavedBy } from "../contracts/explore/saved-book.ts";
import { isRefusalError } from "../contracts/records/refusal-error.ts";
import { Queue } from "../observe/queue.ts";
import { BOUNDS, type Bounds } from "./bounds.ts";
import { entryOf } from "./saved-audit.ts";
import { type SavedLine, SavedLog } from "./saved-log.ts";

/** Changes that are running or waiting: each is on disk and in the audit log before the next. */
const MOST_WAITING = 100;
const BUSY = "Too many changes of saved views are waiting. Try again in a few seconds.";
const NOT_STORED =
  "The record could not be written to disk, and nothing was changed. Free space on the disk of the data folder, or " +
  "repair the disk; then try again.";

export interface SavedBookOptions {
  /** Data folder. */
  readonly dir: string;
  readonly journal: Journal;
  readonly log: Logger;
  readonly bounds?: Bounds;
  /** Refuses content that is of no use. Throws EdgeError `bad-request`. */
  readonly check?: (asked: AskedSave) => void;
}

export interface OpenSavedBook extends SavedBook {
  /** Records changes that the audit log does not have yet. Called once a second. */
  tick(): void;
  close(): Promise<void>;
}

/** Opens the saved records of a data folder. Throws EdgeError `disk`, `conflict`. */
export async function openSavedBook(options: SavedBookOptions): Promise<OpenSavedBook> {
  const { dir, journal, log } = options;
  const { savedLog, records, audit } = await SavedLog.open(dir, log);
  const late = await LateActs.open(journal, audit, log);
  const book = new DurableSavedBook({ savedLog, late, records: new Map(records) }, options);
  if (audit.length > 0) await book.rewrite();
  return book;
}

interface Parts {
  readonly savedLog: SavedLog;
  readonly late: LateActs;
  readonly records: Map<string, Saved>;
}

class DurableSavedBook implements OpenSavedBook {
  readonly #parts: Parts;
  readonly #options: SavedBookOptions;
  readonly #bounds: Bounds;
  readonly #queue = new Queue(MOST_WAITING, BUSY);
  readonly #bytes = new Map<string, number>();
  /** Removed records whose removal the audit log may lack. */
  readonly #removed = new Set<string>();
  #sum = 0;

  constructor(parts: Parts, options: SavedBookOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#bounds = options.bounds ?? BOUNDS;
    for (const saved of parts.records.values()) this.#weigh(saved.uid, bytesIn(saved));
    parts.late.retry();
  }

  list<Kind extends SavedKind>(kind: Kind, reader: Pick<SavedBy, "user">): readonly Saved<Kind>[] {
    const found = [...this.#parts.records.values()].filter((saved) => saved.kind === kind && isSeen(saved, reader));
    return found.sort((a, b) => b.changedAt - a.changedAt) as unknown as Saved<Kind>[];
  }

  find<Kind extends SavedKind>(kind: Kind, uid: string, reader: Pick<SavedBy, "user">): Saved<Kind> | undefined {
    const saved = this.#parts.records.get(uid);
    return saved?.kind === kind && isSeen(saved, reader) ? (saved as Saved<Kind>) : undefined;
  }

  mayChange(saved: Saved, { user, isOperator }: Pick<SavedBy, "user" | "isOperator">): boolean {
    return saved.scope === "plant" ? isOperator : isOf(saved, user);
  }

  async save<Kind extends SavedKind>(asked: AskedSave<Kind>, by: SavedBy): Promise<Saved<Kind>> {
    const saved = await this.#inTurn({ action: `${asked.kind}.save`, uid: asked.uid }, by, async () => {
      const before = this.#parts.records.get(asked.uid);
      if (before === undefined && asked.revision !== undefined) throw gone(asked.uid);
      if (before !== undefined && isRepeated(before, asked, by)) {
        await this.#recordPending(asked.uid);
        return before;
      }
      if (before !== undefined) this.#checkChange(before, asked, by);
      if (asked.scope === "plant" && !by.isOperator) throw notOperator();
      this.#options.check?.(asked);
      const after = recordAfter(before, asked, by);
      this.#checkRoom(before, after);
      await this.#store({ saved: after }, entryOf("save", { before, after }, by));
      return after;
    });
    return saved as Saved<Kind>;
  }

  async remove(
    record: { readonly kind: SavedKind; readonly uid: string; readonly revision: number },
    by: SavedBy,
  ): Promise<void> {
    await this.#inTurn({ action: `${record.kind}.remove`, uid: record.uid }, by, async () => {
      const before = this.#parts.records.get(record.uid);
      if (before === undefined) throw gone(record.uid);
      this.#checkChange(before, record, by);
      await this.#store({ removed: record.uid }, entryOf("remove", { before }, by));
    });
  }

  tick(): void {
    this.#parts.late.retry();
  }

  async close(): Promise<void> {
    const { late, savedLog } = this.#parts;
    await this.#queue.run(async () => undefined, { most: Number.POSITIVE_INFINITY });
    await late.settled();
    await savedLog.close();
  }

  /** Writes the file without entries that the audit log has, and without former revisions. */
  async rewrite(): Promise<void> {
    const { savedLog, records, late } = this.#parts;
    const lines: SavedLine[] = Array.from(records.values(), (saved) => ({ saved, audit: late.pendingOf(saved.uid) }));
    for (const uid of this.#removed) {
      const audit = late.pendingOf(uid);
      if (audit.length === 0) this.#removed.delete(uid);
      else lines.push({ removed: uid, audit });
    }
    try {
      await savedLog.replace(lines);
    } catch (err) {
      this.#options.log.error({ err }, "the file of saved views cannot be rewritten; it is tried again");
    }
  }

  /** One change at a time. A refused one is in the audit log before its answer; one that the disk refused is not. */
  async #inTurn<T>(
    { action, uid }: { readonly action: string; readonly uid: string },
    { principal }: SavedBy,
    work: () => Promise<T>,
  ): Promise<T> {
    const turn = async () => {
      try {
        return await work();
      } catch (error) {
        if (isRefusalError(error))
          await this.#options.journal.record({
            principal,
            action,
            target: uid,
            result: "refused",
            reason: error.message,
          });
        throw error;
      }
    };
    return await this.#queue.run(turn, { rest: () => this.#tidy() });
  }

  #checkChange(
    before: Saved,
    { kind, uid, revision }: { readonly kind: SavedKind; readonly uid: string; readonly revision?: number },
    by: SavedBy,
  ): void {
    if (before.kind !== kind || !isSeen(before, by)) throw gone(uid);
    if (!this.mayChange(before, by)) throw notOperator();
    if (revision === undefined)
      throw new EdgeError("conflict", "another record has this uid; give a new one, or the revision of the change");
    if (revision !== before.revision)
      throw new EdgeError(
        "conflict",
        `${before.changedBy} changed it meanwhile (revision ${before.revision}); load it again and repeat the change`,
      );
  }

  /** Throws EdgeError `conflict` where there is no place for another record, or for a larger one. */
  #checkRoom(before: Saved | undefined, after: Saved): void {
    const { ofPlant, ofOne, bytesOfOne, all, recordBytes } = this.#bounds;
    const bytes = bytesIn(after);
    if (bytes > recordBytes)
      throw new EdgeError("conflict", `one record takes ${Math.floor(recordBytes / 1024)} KiB at most`);
    const added = bytes - (this.#bytes.get(after.uid) ?? 0);
    const isOwn = after.scope === "mine";
    if (this.#sum + added > all.bytes || (isOwn && this.#bytesOf(after.owner, after.uid) + bytes > bytesOfOne))
      throw new EdgeError("conflict", "The saved records take too much memory; remove some first");
    if (before !== undefined && before.scope === after.scope) return;
    const { records } = this.#parts;
    if (before === undefined && records.size >= all.count)
      throw new EdgeError("conflict", "The saved records take too much memory; remove some first");
    let alike = 0;
    for (const saved of records.values())
      if (saved.kind === after.kind && saved.scope === after.scope)
        if (after.scope === "plant" || isOf(saved, after.owner)) alike++;
    const most = after.scope === "plant" ? ofPlant[after.kind] : ofOne;
    if (alike >= most)
      throw new EdgeError("conflict", `${alike} records of this kind are saved already; remove some first`);
  }

  /** What one person saved for themselves, without one record. */
  #bytesOf(owner: string, without: string): number {
    let sum = 0;
    for (const saved of this.#parts.records.values())
      if (saved.scope === "mine" && saved.uid !== without && isOf(saved, owner)) sum += this.#bytes.get(saved.uid) ?? 0;
    return sum;
  }

  /** On disk first, then in memory, then in the audit log: after a kill an answered change is there, none in part. */
  async #store(line: SavedLine, entry: Act & { readonly deedUid: string }): Promise<void> {
    const { savedLog, late, records } = this.#parts;
    try {
      await savedLog.append({ ...line, audit: [entry] });
    } catch (err) {
      this.#options.log.error({ err }, "a saved record cannot be written; the change was refused");
      throw new EdgeError("unavailable", NOT_STORED);
    }
    if ("saved" in line) {
      records.set(line.saved.uid, line.saved);
      this.#weigh(line.saved.uid, bytesIn(line.saved));
    } else {
      records.delete(line.removed);
      this.#removed.add(line.removed);
      this.#weigh(line.removed, 0);
    }
    late.expect(entry.target, entry);
    await late.record(entry);
  }

  async #recordPending(uid: string): Promise<void> {
    for (const entry of this.#parts.late.pendingOf(uid)) await this.#parts.late.record(entry);
  }

  #weigh(uid: string, bytes: number): void {
    this.#sum += bytes - (this.#bytes.get(uid) ?? 0);
    if (bytes === 0) this.#bytes.delete(uid);
    else this.#bytes.set(uid, bytes);
  }

  /** Keeps the file small. A disk that refuses is asked again after the next change. */
  async #tidy(): Promise<void> {
    const { bytes } = this.#parts.savedLog;
    if (bytes > this.#bounds.logBytes && bytes > 2 * this.#sum) await this.rewrite();
  }
}

function isSeen(saved: Saved, { user }: Pick<SavedBy, "user">): boolean {
  return saved.scope === "plant" || isOf(saved, user);
}

function isOf({ owner }: Saved, user: string): boolean {
  return nameKey(owner) === nameKey(user);
}

/** Whether the record is there as the request wants it: its first answer may have been lost. */
function isRepeated(before: Saved, asked: AskedSave, { user }: SavedBy): boolean {
  return (
    before.kind === asked.kind &&
    before.scope === asked.scope &&
    nameKey(before.changedBy) === nameKey(user) &&
    before.revision === (asked.revision ?? 0) + 1 &&
    JSON.stringify(before.content) === JSON.stringify(asked.content)
  );
}

function recordAfter<Kind extends SavedKind>(
  before: Saved | undefined,
  { uid, kind, scope, content }: AskedSave<Kind>,
  { user, at }: SavedBy,
): Saved {
  const { owner = user, createdAt = at, revision = 0 } = before ?? {};
  // What was the plant's and becomes one person's own belongs to that person.
  const keeper = scope === "mine" ? user : owner;
  const changed = { changedAt: Math.max(at, createdAt), changedBy: user, revision: revision + 1 };
  return { uid, kind, scope, owner: keeper, createdAt, ...changed, content };
}

function bytesIn(saved: Saved): number {
  return Buffer.byteLength(JSON.stringify(saved));
}

function gone(uid: string): EdgeError {
  return new EdgeError("not-found", `there is no saved record ${uid}`);
}

function notOperator(): EdgeError {
  return new EdgeError("forbidden", "What is saved for the plant is changed by the role operator or more.");
}
