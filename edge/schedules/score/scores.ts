import type { Logger } from "pino";
import type { Shelf } from "../../asked/shelf.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { ScheduleHead } from "../../contracts/schedule/schedules.ts";
import type { ScheduleScore } from "../../contracts/schedule/score.ts";
import { HOLD_US, START_US } from "../../futures/recorded-span.ts";
import type { Losses } from "../../futures/task.ts";
import { momentOf, type StoredSchedule } from "../stored.ts";
import type { Judgement, ScoreTask } from "./score-apart.ts";

const HOUR_MS = 3_600_000;
/** Then again each time as much more of the schedule has passed. */
const FIRST_MS = HOUR_MS;
const GROWTH = 1.5;
/** So long after its end, at least and as a share of its length, late orders of it may end. */
const LATE_MS = HOUR_MS;
const LATE_SHARE = 0.25;
/** What could not be judged is judged again after so long. */
const AGAIN_MS = 600_000;
/** So long after its end, a schedule that could not be judged never will be. */
const GIVE_UP_MS = 7 * 24 * HOUR_MS;
/** The record is asked for a moment that it has surely come to. */
const HOLD_MS = HOLD_US / 1_000 + 10_000;

const NOTHING: Pick<ScheduleScore, "onTime" | "horizons" | "starts"> = {
  onTime: { judged: 0, planned: 0, actual: 0 },
  horizons: [],
  starts: { judged: 0, open: 0, errorMin: null, spreadMin: null, onMachine: null },
};

export interface ScoresParts {
  readonly shelf: Pick<Shelf<StoredSchedule>, "get">;
  judge(task: Omit<ScoreTask, "dataDir">, signal: AbortSignal): Promise<Judgement>;
  /** Losses that reach into a span. Rejects while the historian gives no answer. */
  lostIn(from: Micros, to: Micros): Promise<Losses>;
  readonly log: Logger;
  now(): Micros;
}

/** Judges schedules while their time passes, one at a time (rules SD39 to SD42). Moments are ms since 1970. */
export class ScheduleScores {
  readonly #parts: ScoresParts;
  /** When one is judged again, by uid. */
  readonly #again = new Map<string, number>();
  readonly #notBefore: number;

  constructor(parts: ScoresParts) {
    this.#parts = parts;
    // Sources declare what they lost while the edge was off.
    this.#notBefore = (parts.now() + START_US) / 1_000;
  }

  /** One that can be judged now. */
  next(heads: Iterable<ScheduleHead>): ScheduleHead | undefined {
    const now = this.#parts.now() / 1_000;
    if (now < this.#notBefore) return undefined;
    for (const head of heads) if (now - HOLD_MS >= nextOf(head) && now >= (this.#again.get(head.uid) ?? 0)) return head;
    return undefined;
  }

  /** The schedule with its score; undefined where that is not known yet. */
  async judged({ uid }: ScheduleHead, signal: AbortSignal): Promise<StoredSchedule | undefined> {
    const { shelf, judge, lostIn, log } = this.#parts;
    const now = this.#parts.now() / 1_000;
    this.#again.set(uid, now + AGAIN_MS);
    try {
      const stored = await shelf.get(uid);
      const { plan, schedule } = stored;
      if (schedule === null) return undefined;
      const [from, last] = [Date.parse(plan.start), lastOf(Date.parse(plan.start), schedule.end)];
      const upTo = Math.min(last, now - HOLD_MS);
      const lost = await lostIn(from * 1_000, upTo * 1_000);
      const judgement = await judge({ plan, schedule, upTo, lost }, signal);
      const isLast = upTo === last;
      if (judgement.kind === "judged") {
        const { figures, orders } = judgement.against;
        const known = { isFinal: isLast, unknown: null, source: null };
        return {
          ...stored,
          score: { scoredAt: momentOf(now), upTo: momentOf(upTo), ...known, ...figures },
          judged: orders,
        };
      }
      const { unknown, source } = judgement;
      const isGivenUp = now >= last + GIVE_UP_MS;
      if (unknown === "later" && !isGivenUp) return undefined;
      // Orders may come into the record later than the schedule; what was lost never does.
      const isFinal = unknown === "foreign" ? isLast : true;
      const why = { isFinal, unknown: unknown === "later" ? "silent" : unknown, source } as const;
      return { ...stored, score: { scoredAt: momentOf(now), upTo: momentOf(upTo), ...why, ...NOTHING }, judged: [] };
    } catch (err) {
      if (!signal.aborted) log.warn({ err, uid }, "a schedule cannot be judged yet");
      return undefined;
    }
  }

  forget(uid: string): void {
    this.#again.delete(uid);
  }
}

/** The moment up to which a schedule is to be judged next; infinite where it is not. */
function nextOf({ state, start, end, score }: ScheduleHead): number {
  if (state !== "done" || end === null || score?.isFinal === true) return Number.POSITIVE_INFINITY;
  const from = Date.parse(start);
  const wanted = score === null ? FIRST_MS : GROWTH * (Date.parse(score.upTo) - from);
  return Math.min(lastOf(from, Date.parse(end)), from + wanted);
}

function lastOf(from: number, end: number): number {
  return end + Math.max(LATE_MS, LATE_SHARE * (end - from));
}
