/** The book of recommendations, and functions for its readers (rules R14 to R16 in docs/rules/records.md). */
import type { Role } from "../access/access.ts";
import type { Principal } from "../access/journal.ts";
import type { Micros } from "../path/sample-batch.ts";
import type { Static, TNever } from "../schema.ts";
import type { Evidence } from "./evidence.ts";
import { type AdviceAct, adviceState, type Basis, type recommendationOf } from "./recommendation.ts";

type Plain = Omit<Static<ReturnType<typeof recommendationOf<TNever>>>, "payload" | "acts" | "evidence" | "basis">;

/** A recommendation that no owner has extended. */
export type Recommendation = Readonly<Plain> & {
  readonly acts: readonly AdviceAct[];
  readonly evidence: readonly Evidence[];
  readonly basis: readonly Basis[];
};

/** What a rule recommends; the book adds uid, time and place in the log. */
export type NewAdvice = Omit<Recommendation, "adviceUid" | "acts" | "proposedAt" | "logPosition">;

/** How much lower the lines of a rule on a type of asset rank, and the judgements behind it. */
export interface RankedLower {
  readonly rule: string;
  /** Empty where it is about the whole plant. */
  readonly assetType: string;
  readonly notUseful: number;
  readonly right: number;
  readonly steps: number;
}

/** What people's judgements do to the order of lines. */
export interface Ranking {
  /** Time of the newest judgement that it rests on: its version. Null: nobody has judged anything. */
  readonly version: Micros | null;
  readonly places: readonly RankedLower[];
}

export interface AdviceBook {
  /** Changes with every change. */
  readonly version: number;
  /** Number that wait for a decision. */
  readonly openCount: number;
  readonly ranking: Ranking;
  /** Recommendations since the start that found no place, or were too large. */
  readonly leftOut: number;
  /** Newest first. */
  newestFirst(): Iterable<Recommendation>;
  /** Older than the one of this uid, newest first; undefined where the book has no such recommendation. */
  before(adviceUid: string): Iterable<Recommendation> | undefined;
  find(adviceUid: string): Recommendation | undefined;
  /** The newest one of a key that counts at a time: open, being carried out, or decided and still valid. */
  inForce(key: string, now: Micros): Recommendation | undefined;
  /**
   * The recommendation in force of each key; what has none becomes a new one. What finds no place at the bound is left
   * out and counted. Throws EdgeError `unavailable` where the disk refuses.
   */
  note(advice: readonly NewAdvice[], now: Micros): Promise<ReadonlyMap<string, Recommendation>>;
  /**
   * The recommendation after an act. Throws EdgeError `not-found`, `forbidden`, `bad-request`, `conflict`,
   * `unavailable`, `disk`.
   */
  act(
    adviceUid: string,
    act: AdviceAct,
    actor: { readonly role: Role; readonly principal: Principal },
  ): Promise<Recommendation>;
  /** Calls `listener` with each recommendation that is on disk as it is now. Returns the unsubscriber. */
  subscribe(listener: (advice: Recommendation) => unknown): () => void;
}

/** Event of the log: a recommendation was made, or has changed. */
export const ADVICE_CHANGED = "recommendation.changed";

/** Neither decided nor over, or accepted and not assessed yet. */
export function isUnderWay(advice: Pick<Recommendation, "acts">): boolean {
  return ["proposed", "accepted", "carried-out"].includes(adviceState(advice));
}

/** The work item that carries it out. */
export function itemOf({ acts }: Pick<Recommendation, "acts">): string | undefined {
  return acts.findLast(({ kind }) => kind === "accept")?.itemUid;
}

/** What came of it, once it is known. */
export function outcomeOf({ acts }: Pick<Recommendation, "acts">): AdviceAct["outcome"] {
  return acts.findLast(({ kind }) => kind === "assess")?.outcome;
}

/** Recommendations of a time, for one sentence: how many were followed, and what came of them. */
export interface FollowUp {
  readonly made: number;
  readonly followed: number;
  readonly right: number;
  readonly wrong: number;
  /** Followed, and nothing is known of them yet. */
  readonly open: number;
}

export function followUpOf(book: Pick<AdviceBook, "newestFirst">, since: Micros): FollowUp {
  let [made, followed, right, wrong, open] = [0, 0, 0, 0, 0];
  for (const advice of book.newestFirst()) {
    if (advice.proposedAt < since) break;
    made++;
    if (!advice.acts.some(({ kind }) => kind === "accept")) continue;
    followed++;
    const verdict = outcomeOf(advice)?.verdict;
    if (verdict === "right" || verdict === "as-expected") right++;
    else if (verdict === "wrong") wrong++;
    else if (verdict === undefined) open++;
  }
  return { made, followed, right, wrong, open };
}
