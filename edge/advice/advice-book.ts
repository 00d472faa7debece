import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { LateActs } from "../audit/late-acts.ts";
import type { Role } from "../contracts/access/access.ts";
import type { Journal, Principal } from "../contracts/access/journal.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { LogPosition } from "../contracts/path/source.ts";
import {
  type AdviceBook,
  isUnderWay,
  type NewAdvice,
  type Ranking,
  type Recommendation,
} from "../contracts/records/advice-book.ts";
import { isRefused } from "../contracts/records/life-cycle.ts";
import { nextAct } from "../contracts/records/next-act.ts";
import { type AdviceAct, adviceState, afterAdvice } from "../contracts/records/recommendation.ts";
import { isRefusalError, NOT_STORED, refusalError } from "../contracts/records/refusal-error.ts";
import { Listeners } from "../observe/listeners.ts";
import { Queue } from "../observe/queue.ts";
import { decidedEntry, refusedEntry } from "./advice-audit.ts";
import { type AdviceLine, AdviceLog } from "./advice-log.ts";
import { type FollowedRecords, nextActOf } from "./follow-up.ts";
import { freshAdvice } from "./fresh-advice.ts";
import { rankingFrom } from "./ranking.ts";
import { unfinishedIn } from "./unfinished.ts";

/** Changes that are running or waiting: each is on disk before the next. */
const MOST_WAITING = 100;
const BUSY = "Too many changes of recommendations are waiting. Try again in a few seconds.";
/** Recommendations that are kept, those under way first. */
const MOST = 3_000;
/** Recommendations under way: beyond it a rule that runs wild is left out. */
const MOST_UNDER_WAY = 500;
/** The log is rewritten when it is larger than this and than twice what the last rewriting left. */
const LOG_BYTES = 4 * 2 ** 20;
const EDGE = { name: "edge", as: "program" } as const;

export interface AdviceBookOptions {
  /** Data folder. */
  readonly dir: string;
  readonly journal: Journal;
  readonly log: Logger;
  /** Alerts and work items that recommendations rest on and lead to. */
  readonly known: FollowedRecords;
  /** Type of an asset of the config. */
  typeOf(assetUid: string): string | undefined;
  /** Where the commit log is; undefined while it is not open. */
  position(): LogPosition | undefined;
  readonly bounds?: { readonly most: number; readonly underWay: number };
}

export interface OpenAdviceBook extends AdviceBook {
  /** Ends what is over by itself, and records decisions that the audit log does not have yet. */
  tick(now: Micros): Promise<void>;
  close(): Promise<void>;
}

/** Opens the recommendations of a data folder. Throws EdgeError `disk`, `conflict`. */
export async function openAdviceBook(options: AdviceBookOptions): Promise<OpenAdviceBook> {
  const { dir, journal, log } = options;
  const { adviceLog, records, audit } = await AdviceLog.open(dir, log);
  const late = await LateActs.open(journal, audit, log);
  const book = new DurableAdviceBook({ adviceLog, late, records: new Map(records) }, options);
  if (audit.length > 0) await book.rewrite();
  return book;
}

interface Parts {
  readonly adviceLog: AdviceLog;
  readonly late: LateActs;
  /** In the order in which they were made. */
  readonly records: Map<string, Recommendation>;
}

interface Decider {
  readonly role: Role;
  readonly principal: Principal;
}

class DurableAdviceBook implements OpenAdviceBook {
  readonly #parts: Parts;
  readonly #options: AdviceBookOptions;
  readonly #queue = new Queue(MOST_WAITING, BUSY);
  readonly #listeners: Listeners<[advice: Recommendation]>;
  readonly #newestOfKey = new Map<string, string>();
  #ranking: Ranking | undefined;
  #version = 1;
  /** After a start, and after a decision that was not stored. */
  #mayLackDecisions = true;
  #rewriteAtBytes = LOG_BYTES;
  leftOut = 0;

  constructor(parts: Parts, options: AdviceBookOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#listeners = new Listeners("recommendations", options.log);
    for (const { key, adviceUid } of parts.records.values()) this.#newestOfKey.set(key, adviceUid);
    parts.late.retry();
  }

  get version(): number {
    return this.#version;
  }

  get openCount(): number {
    return [...this.#parts.records.values()].filter((one) => adviceState(one) === "proposed").length;
  }

  get ranking(): Ranking {
    this.#ranking ??= rankingFrom(this.#parts.records.values(), this.#options.typeOf);
    return this.#ranking;
  }

  newestFirst(): readonly Recommendation[] {
    return [...this.#parts.records.values()].reverse();
  }

  before(adviceUid: string): readonly Recommendation[] | undefined {
    const all = this.newestFirst();
    const at = all.findIndex((one) => one.adviceUid === adviceUid);
    return at < 0 ? undefined : all.slice(at + 1);
  }

  find(adviceUid: string): Recommendation | undefined {
    return this.#parts.records.get(adviceUid);
  }

  inForce(key: string, now: Micros): Recommendation | undefined {
    const newest = this.find(this.#newestOfKey.get(key) ?? "");
    if (newest === undefined) return undefined;
    const state = adviceState(newest);
    if (state === "accepted" || state === "carried-out") return newest;
    const counts = state === "proposed" || state === "declined" || state === "not-useful";
    return counts && now <= newest.validUntil ? newest : undefined;
  }

  subscribe(listener: (advice: Recommendation) => unknown): () => void {
    return this.#listeners.add(listener);
  }

  async note(advice: readonly NewAdvice[], now: Micros): Promise<ReadonlyMap<string, Recommendation>> {
    return await this.#queue.run(
      async () => {
        const found = new Map<string, Recommendation>();
        const made: Recommendation[] = [];
        const room = this.#room();
        for (const one of advice) {
          const known = this.inForce(one.key, now) ?? found.get(one.key);
          if (known !== undefined) found.set(one.key, known);
          else {
            const fresh = freshAdvice(one, { now, position: this.#options.position() });
            if (made.length >= room || fresh === undefined) this.leftOut++;
            else {
              made.push(fresh);
              found.set(one.key, fresh);
            }
          }
        }
        if (made.length > 0) await this.#store(made.map((fresh) => ({ advice: fresh })));
        return found;
      },
      { rest: () => this.#tidy() },
    );
  }

  async act(adviceUid: string, act: AdviceAct, { role, principal }: Decider): Promise<Recommendation> {
    const turn = async (): Promise<Recommendation> => {
      try {
        return await this.#decide(adviceUid, act, { role, principal });
      } catch (error) {
        if (isRefusalError(error))
          await this.#options.journal.record(refusedEntry(act, principal, adviceUid, error.message));
        else this.#mayLackDecisions = true;
        throw error;
      }
    };
    return await this.#queue.run(turn, { rest: () => this.#tidy() });
  }

  async tick(now: Micros): Promise<void> {
    this.#parts.late.retry();
    const { known } = this.#options;
    if (this.#mayLackDecisions) await this.#finishDecisions();
    for (const advice of this.#parts.records.values()) {
      if (!isUnderWay(advice) || nextActOf(advice, now, known) === undefined) continue;
      await this.#queue.run(() => this.#moveOn(advice.adviceUid, now));
    }
  }

  async close(): Promise<void> {
    const { late, adviceLog } = this.#parts;
    await this.#queue.run(async () => undefined, { most: Number.POSITIVE_INFINITY });
    await late.settled();
    await adviceLog.close();
  }

  /** Decisions whose work item alone is on disk. */
  async #finishDecisions(): Promise<void> {
    const { known, log } = this.#options;
    // Their role was sufficient when the item was reported.
    for (const { adviceUid, act, principal } of unfinishedIn(known.items(), (uid) => this.find(uid)))
      await this.#queue
        .run(() => this.#decide(adviceUid, act, { role: "operator", principal }))
        .catch((err: unknown) => {
          if (!isRefusalError(err)) throw err;
          log.warn({ err, adviceUid }, "a decision whose work item is there cannot be made up for");
        });
    this.#mayLackDecisions = false;
  }

  #room(): number {
    const { underWay } = this.#bounds();
    return underWay - [...this.#parts.records.values()].filter(isUnderWay).length;
  }

  #bounds() {
    return this.#options.bounds ?? { most: MOST, underWay: MOST_UNDER_WAY };
  }

  async #decide(adviceUid: string, act: AdviceAct, { role, principal }: Decider): Promise<Recommendation> {
    const before = this.find(adviceUid);
    if (before === undefined) throw new EdgeError("not-found", `there is no recommendation ${adviceUid}`);
    const timed = nextAct(act, before.acts, before.proposedAt);
    const after = afterAdvice(before, timed, role);
    if (isRefused(after)) throw refusalError(after);
    const { late } = this.#parts;
    if (after === before) for (const entry of late.pendingOf(adviceUid)) await late.record(entry);
    else {
      const entry = decidedEntry(timed, principal, before, after);
      await this.#store([{ advice: after, audit: [entry] }]);
      late.expect(adviceUid, entry);
      await late.record(entry);
    }
    return after;
  }

  /** One act of the edge itself, which decides nothing: the audit log has people's acts alone. */
  async #moveOn(adviceUid: string, now: Micros): Promise<void> {
    const advice = this.find(adviceUid);
    const next = advice === undefined ? undefined : nextActOf(advice, now, this.#options.known);
    if (advice === undefined || next === undefined) return;
    const at = Math.max(now, advice.acts.at(-1)?.at ?? advice.proposedAt);
    const after = afterAdvice(advice, { ...next, actUid: randomUUID(), at, by: EDGE }, "viewer");
    if (isRefused(after)) {
      this.#options.log.warn({ adviceUid, reason: after.reason.en }, "a recommendation stays as it is");
      return;
    }
    await this.#store([{ advice: after }]);
  }

  /** On disk first, then in memory. */
  async #store(lines: readonly AdviceLine[]): Promise<void> {
    const { adviceLog, records } = this.#parts;
    try {
      await adviceLog.append(lines);
    } catch (err) {
      this.#options.log.error({ err }, "a change of a recommendation cannot be written; it was refused");
      throw new EdgeError("unavailable", NOT_STORED);
    }
    for (const { advice } of lines) {
      // A change of an older one of the key leaves the newest as it is.
      if (!records.has(advice.adviceUid)) this.#newestOfKey.set(advice.key, advice.adviceUid);
      records.set(advice.adviceUid, advice);
    }
    this.#version++;
    this.#ranking = undefined;
    for (const { advice } of lines) this.#listeners.notify(advice);
  }

  /** Forgets the oldest ones that are over, and keeps the file small. A disk that refuses is asked again later. */
  async #tidy(): Promise<void> {
    const { adviceLog, records, late } = this.#parts;
    const { most } = this.#bounds();
    for (const [uid, advice] of records) {
      if (records.size <= most) break;
      if (isUnderWay(advice) || late.pendingOf(uid).length > 0) continue;
      records.delete(uid);
      if (this.#newestOfKey.get(advice.key) === uid) this.#newestOfKey.delete(advice.key);
      this.#ranking = undefined;
    }
    if (adviceLog.bytes > this.#rewriteAtBytes) await this.rewrite();
  }

  /** Writes the file without former states, and without entries that the audit log has. */
  async rewrite(): Promise<void> {
    const { adviceLog, records, late } = this.#parts;
    try {
      await adviceLog.replace(
        Array.from(records.values(), (advice) => ({ advice, audit: late.pendingOf(advice.adviceUid) })),
      );
      this.#rewriteAtBytes = Math.max(LOG_BYTES, 2 * adviceLog.bytes);
    } catch (err) {
      this.#options.log.error({ err }, "the file of recommendations cannot be rewritten; it is tried again");
    }
  }
}
