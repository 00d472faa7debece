/** What people ask of an edge that takes minutes: stored, answered one at a time in its turn, and kept. */
import { EdgeError, reasonOf } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { Asked, AskedHead, Outcome, QueueParts } from "./queue-parts.ts";

/** Questions that wait, besides the one that is being answered. */
export const MOST_WAITING = 5;
/** A question during which the edge ended so often may be what ended it. */
const MOST_ATTEMPTS = 2;
/** What the disk refused is written again after 1, 2, 4 … s. */
const LONGEST_PAUSE_US = 64e6;

/** An item with its outcome. */
interface Written<Item> {
  readonly item: Item;
  readonly beside?: Uint8Array;
}

interface Working {
  readonly uid: string;
  readonly end: AbortController;
  progress: number;
}

export class AskedQueue<Item extends Asked & Head, Head extends AskedHead> {
  readonly #parts: QueueParts<Item, Head>;
  readonly #heads: Map<string, Head>;
  readonly #stop = new AbortController();
  /** Uids of questions that wait, in their order. */
  readonly #waiting: string[];
  /** Questions that are being written. */
  #storing = 0;
  #working: Working | undefined;
  #turn: Promise<void> | undefined;
  /** One that has its outcome, which is not on disk yet; nothing else begins before it is. */
  #unwritten: Written<Item> | undefined;
  #pauseUs = 1e6;
  #notBefore: Micros = 0;

  constructor(parts: QueueParts<Item, Head>) {
    this.#parts = parts;
    const heads = parts.heads.toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : Number(a.askedAt > b.askedAt)));
    this.#heads = new Map(heads.map((head) => [head.uid, head]));
    // A stop or a kill left them unanswered.
    this.#waiting = heads.flatMap(({ uid, state }) => (state === "waiting" ? [uid] : []));
  }

  /** Aborts when the edge stops. */
  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether a question is being answered. */
  get isWorking(): boolean {
    return this.#working !== undefined;
  }

  /** Newest first. */
  list(): readonly Head[] {
    return [...this.#heads.values()].map((head) => this.#shown(head)).reverse();
  }

  /** Heads as they are stored, oldest first. */
  heads(): Iterable<Head> {
    return this.#heads.values();
  }

  progressOf(uid: string): number {
    if (this.#isUnwritten(uid)) return 1;
    return this.#working?.uid === uid ? this.#working.progress : 0;
  }

  /** Rejects with EdgeError `disk` where its file cannot be read. */
  async find(uid: string): Promise<Item | undefined> {
    const head = this.#heads.get(uid);
    if (head === undefined) return undefined;
    try {
      return { ...(await this.#parts.shelf.get(uid)), ...this.#shown(head) };
    } catch (cause) {
      // It may have been removed meanwhile.
      if (!this.#heads.has(uid)) return undefined;
      throw new EdgeError("disk", this.#parts.words.unread, { cause });
    }
  }

  /** Stores a question and puts it into the queue. Rejects with EdgeError `unavailable`, `conflict` or `disk`. */
  async add(item: Item): Promise<Head> {
    this.#checkRoom();
    const head = this.#parts.headOf(item);
    this.#storing++;
    try {
      await this.#parts.shelf.put(item);
    } finally {
      this.#storing--;
    }
    this.#heads.set(item.uid, head);
    this.#waiting.push(item.uid);
    this.#makeRoom();
    this.#goOn();
    return this.#shown(head);
  }

  #checkRoom(): void {
    const { words, mostStored } = this.#parts;
    if (this.#waiting.length + this.#storing >= MOST_WAITING) throw new EdgeError("unavailable", words.waiting);
    if (this.#heads.size + this.#storing - this.#unneeded().length >= mostStored)
      throw new EdgeError("conflict", words.stored);
  }

  /** Removes it; ends one that is being answered. False where there is none. Rejects with EdgeError `disk`. */
  async remove(uid: string): Promise<boolean> {
    if (!this.#heads.has(uid)) return false;
    if (this.#working?.uid === uid) {
      this.#working.end.abort(new EdgeError("conflict", this.#parts.words.removed));
      await this.#turn;
    }
    try {
      this.#parts.shelf.remove(uid);
    } catch (error) {
      const isLeft = this.#heads.get(uid)?.state === "waiting" && !this.#isUnwritten(uid);
      if (isLeft && !this.#waiting.includes(uid)) this.#waiting.push(uid);
      throw error;
    }
    return this.#forget(uid);
  }

  /** Answers what waits, else does other work. Called once a second. */
  tick(): void {
    this.#goOn();
  }

  /** Ends what is being answered; it is answered at the next start. */
  async close(): Promise<void> {
    this.#stop.abort(new EdgeError("unavailable", "the edge stops"));
    this.#working?.end.abort(this.#stop.signal.reason);
    await this.#turn;
    // An outcome that the disk refused has one more chance, else it is made anew.
    if (this.#unwritten !== undefined)
      await this.#writeOutcome(this.#unwritten).catch((err: unknown) =>
        this.#parts.log.error({ err }, `a ${this.#parts.words.one} cannot be stored; it is made at the next start`),
      );
  }

  /** Stores one that has not been removed meanwhile. */
  async keep(item: Item, beside?: Uint8Array): Promise<void> {
    const { uid } = item;
    if (!this.#heads.has(uid)) return;
    await this.#parts.shelf.put(item, beside);
    // It may have been removed while it was written.
    if (this.#heads.has(uid)) this.#heads.set(uid, this.#parts.headOf(item));
    else this.#parts.shelf.remove(uid);
  }

  #shown(head: Head): Head {
    const isWorking = this.#working?.uid === head.uid || this.#isUnwritten(head.uid);
    return isWorking && head.state === "waiting" ? { ...head, state: "working" } : head;
  }

  #forget(uid: string): boolean {
    const at = this.#waiting.indexOf(uid);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.#isUnwritten(uid)) this.#unwritten = undefined;
    return this.#heads.delete(uid);
  }

  /** What makes room for new ones, the oldest first. */
  #unneeded(): readonly Head[] {
    return [...this.#heads.values()].filter(({ state }) => state === "refused" || state === "failed");
  }

  #makeRoom(): void {
    for (const { uid } of this.#unneeded()) {
      if (this.#heads.size <= this.#parts.mostStored) return;
      try {
        this.#parts.shelf.remove(uid);
        this.#forget(uid);
      } catch (err) {
        this.#parts.log.error({ err, uid }, `a ${this.#parts.words.one} cannot be removed to make room`);
      }
    }
  }

  #goOn(): void {
    if (this.#turn !== undefined || this.#stop.signal.aborted || this.#parts.isHeld?.() === true) return;
    if (this.#parts.now() < this.#notBefore) return;
    const work = this.#nextWork();
    if (work === undefined) return;
    this.#turn = work
      .then(() => {
        this.#pauseUs = 1e6;
      })
      .catch((err: unknown) => {
        this.#notBefore = this.#parts.now() + this.#pauseUs;
        this.#pauseUs = Math.min(LONGEST_PAUSE_US, 2 * this.#pauseUs);
        this.#parts.log.error({ err }, `a ${this.#parts.words.one} cannot be stored; it is tried again`);
      })
      .finally(() => {
        this.#turn = undefined;
        this.#goOn();
      });
  }

  #nextWork(): Promise<void> | undefined {
    if (this.#unwritten !== undefined) return this.#writeOutcome(this.#unwritten);
    const uid = this.#waiting.shift();
    return uid === undefined ? this.#parts.idle?.() : this.#answer(uid);
  }

  async #answer(uid: string): Promise<void> {
    const working: Working = { uid, end: new AbortController(), progress: 0 };
    this.#working = working;
    try {
      const item = await this.#asked(uid);
      if (item === undefined) return;
      const { attempts = 0 } = item;
      if (attempts < MOST_ATTEMPTS) await this.#begin({ ...item, attempts: attempts + 1 });
      const outcome = attempts < MOST_ATTEMPTS ? await this.#outcomeOf(item, working) : this.#endedTheEdge(attempts);
      const { found, ...beside } = outcome;
      if (!working.end.signal.aborted) await this.#writeOutcome({ item: { ...item, attempts, ...found }, ...beside });
      // A stop in order is no attempt.
      else if (this.#stop.signal.aborted) await this.keep(item);
    } finally {
      this.#working = undefined;
    }
  }

  /** The question on disk; undefined where it cannot be read any more. */
  async #asked(uid: string): Promise<Item | undefined> {
    try {
      return await this.#parts.shelf.get(uid);
    } catch (err) {
      this.#parts.log.error({ err, uid }, `the file of a ${this.#parts.words.one} cannot be read`);
      const head = this.#heads.get(uid);
      if (head !== undefined) this.#heads.set(uid, { ...head, state: "failed" });
      return undefined;
    }
  }

  /** Notes the attempt, or puts the question back. */
  async #begin(item: Item): Promise<void> {
    try {
      await this.keep(item);
    } catch (error) {
      if (this.#heads.has(item.uid)) this.#waiting.unshift(item.uid);
      throw error;
    }
  }

  async #outcomeOf(item: Item, working: Working): Promise<Outcome<Item>> {
    try {
      const progress = (done: number, of: number): void => {
        working.progress = done / of;
      };
      return await this.#parts.answer(item, { signal: working.end.signal, progress });
    } catch (err) {
      if (!working.end.signal.aborted)
        this.#parts.log.error({ err, uid: item.uid }, `a ${this.#parts.words.one} could not be made`);
      return failed(err instanceof EdgeError ? err.message : reasonOf(err));
    }
  }

  #endedTheEdge(attempts: number): Outcome<Item> {
    return failed(`the edge ended ${attempts} times while it answered. ${this.#parts.words.less}`);
  }

  async #writeOutcome(written: Written<Item>): Promise<void> {
    this.#unwritten = written;
    await this.keep(written.item, written.beside);
    this.#unwritten = undefined;
  }

  #isUnwritten(uid: string): boolean {
    return this.#unwritten?.item.uid === uid;
  }
}

function failed<Item extends Asked>(failure: string): Outcome<Item> {
  const found: Partial<Asked> = { state: "failed", failure };
  return { found: found as Partial<Item> };
}
