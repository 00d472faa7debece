/** The schedules of a running edge: asked, made one at a time, stored, and looked at with operations elsewhere. */
import { KeptAnswer } from "../asked/kept-answer.ts";
import { AskedQueue, MOST_WAITING } from "../asked/queue.ts";
import type { AnswerOptions } from "../asked/queue-parts.ts";
import type { Shelf } from "../asked/shelf.ts";
import { EdgeError } from "../contracts/errors.ts";
import type { Micros } from "../contracts/path/sample-batch.ts";
import type { ScheduleActuals } from "../contracts/schedule/actuals.ts";
import type { Schedule } from "../contracts/schedule/schedule.ts";
import type {
  CheckedMoves,
  ClosedTimes,
  PlantPlan,
  ScheduleBook,
  ScheduleFormat,
  ScheduleHead,
  ScheduleMove,
  ScheduleQuestion,
  ScheduleRow,
  WholeSchedule,
  WrittenSchedule,
} from "../contracts/schedule/schedules.ts";
import type { Language } from "../contracts/words/language.ts";
import type { planApart } from "../schedule/plan-apart.ts";
import { againSchedule } from "./again.ts";
import { Improvements, outcomeOf } from "./answer.ts";
import { CheckedSchedule } from "./checked.ts";
import { machinesIn } from "./closed-times.ts";
import { newSchedule } from "./new-schedule.ts";
import { type ActualsParts, ActualsReader } from "./score/read-actuals.ts";
import { ScheduleScores, type ScoresParts } from "./score/scores.ts";
import { headOf, type StoredSchedule } from "./stored.ts";
import { wholeOf } from "./view.ts";
import { writtenSchedule } from "./written.ts";

/** Stored schedules; failed ones make room for new ones. */
const MOST_STORED = 100;
/** Runs with random durations for the probability that an order is on time. */
const REPLICATIONS = 200;
/** The plan of the plant is read again after that. */
const PLANT_GOOD_US = 20e6;
const WORDS = {
  one: "schedule",
  waiting: `${MOST_WAITING} schedules are waiting. Try again when one of them is done.`,
  stored: `${MOST_STORED} schedules are stored. Delete one that is not needed any more.`,
  unread: "the file of this schedule cannot be read. Delete the schedule, or look at the edge's log",
  removed: "the schedule was removed",
  less: "Ask again for fewer orders",
};

interface SchedulesParts extends ScoresParts, ActualsParts {
  readonly shelf: Shelf<StoredSchedule>;
  readonly heads: readonly ScheduleHead[];
  readonly plan: typeof planApart;
  /** Reads what the record says of the plant. Rejects with EdgeError `unavailable`. */
  plant(signal: AbortSignal): Promise<PlantPlan>;
}

/** The one that is being made, or was last: until its result is on disk it is still working. */
interface Live {
  readonly uid: string;
  readonly seconds: number;
  readonly begunAt: Micros;
  readonly improvements: Improvements;
}

type Made = StoredSchedule & { readonly schedule: Schedule };

export class Schedules implements ScheduleBook {
  readonly #parts: SchedulesParts;
  readonly #queue: AskedQueue<StoredSchedule, ScheduleHead>;
  readonly #plant: KeptAnswer<PlantPlan>;
  readonly #scores: ScheduleScores;
  readonly #actuals: ActualsReader;
  #live: Live | undefined;
  /** The one that was checked last, because somebody drags its operations. */
  #checked: CheckedSchedule | undefined;

  constructor(parts: SchedulesParts) {
    this.#parts = parts;
    this.#scores = new ScheduleScores(parts);
    this.#actuals = new ActualsReader(parts);
    this.#plant = new KeptAnswer(
      () => parts.plant(this.#queue.stopping),
      () => PLANT_GOOD_US,
      parts.now,
    );
    this.#queue = new AskedQueue<StoredSchedule, ScheduleHead>({
      ...{ shelf: parts.shelf, heads: parts.heads, log: parts.log, now: parts.now },
      words: WORDS,
      mostStored: MOST_STORED,
      headOf,
      answer: async (schedule, options) => ({ found: await this.#answer(schedule, options) }),
      idle: () => this.#judge(),
    });
  }

  async ask(question: ScheduleQuestion, by: string): Promise<ScheduleHead> {
    const now = this.#parts.now() / 1_000;
    if ("plan" in question) return await this.#queue.add(newSchedule(question, by, now));
    const made = await this.made(question.from);
    if (made === undefined)
      throw new EdgeError("not-found", "No schedule has the uid in `from`. GET /api/v1/schedules lists them all.");
    return await this.#queue.add(againSchedule(question, made, { by, now }));
  }

  list(): readonly ScheduleRow[] {
    return this.#queue.list().map((head) => this.#row(head));
  }

  async find(uid: string): Promise<WholeSchedule | undefined> {
    const stored = await this.#queue.find(uid);
    if (stored === undefined) return undefined;
    const row = this.#row(headOf(stored));
    return wholeOf(stored, { row, improvements: [...(this.#liveOf(row)?.improvements.list ?? stored.improvements)] });
  }

  async check(uid: string, moves: readonly ScheduleMove[]): Promise<CheckedMoves | undefined> {
    if (!this.list().some((head) => head.uid === uid)) return undefined;
    if (this.#checked?.uid !== uid) {
      const made = await this.made(uid);
      if (made === undefined) return undefined;
      this.#checked = new CheckedSchedule(made);
    }
    return this.#checked.check(moves);
  }

  async written(uid: string, format: ScheduleFormat, language: Language): Promise<WrittenSchedule | undefined> {
    const made = await this.made(uid);
    return made === undefined ? undefined : writtenSchedule(made, made.schedule, { format, language });
  }

  async made(uid: string): Promise<Made | undefined> {
    const stored = await this.#queue.find(uid);
    if (stored === undefined) return undefined;
    const { schedule } = stored;
    if (schedule !== null) return { ...stored, schedule };
    throw new EdgeError("conflict", "This schedule is not made. Wait until its state is done, or take another.");
  }

  async closed(uid: string, span: { readonly from: number; readonly to: number }): Promise<ClosedTimes | undefined> {
    const stored = await this.#queue.find(uid);
    return stored === undefined ? undefined : machinesIn(stored.plan, span);
  }

  async actuals(uid: string): Promise<ScheduleActuals | undefined> {
    const made = await this.made(uid);
    return made === undefined ? undefined : await this.#actuals.read(made, this.list(), this.#queue.stopping);
  }

  async remove(uid: string): Promise<boolean> {
    if (this.#checked?.uid === uid) this.#checked = undefined;
    this.#scores.forget(uid);
    this.#actuals.forget(uid);
    return await this.#queue.remove(uid);
  }

  async plant(): Promise<PlantPlan> {
    return await this.#plant.read();
  }

  /** The plan of the plant is read again: which machines make what has changed. */
  forgetPlant(): void {
    this.#plant.forget();
  }

  /** Makes what waits, else judges one whose time has passed. Called once a second. */
  tick(): void {
    this.#queue.tick();
  }

  /** Ends what is being made; it is made at the next start. */
  async close(): Promise<void> {
    await this.#queue.close();
    await this.#plant.settled();
    await this.#actuals.settled();
  }

  /** Judges one against what happened. */
  #judge(): Promise<void> | undefined {
    const head = this.#scores.next(this.#queue.heads());
    if (head === undefined) return undefined;
    return this.#scores.judged(head, this.#queue.stopping).then(async (judged) => {
      if (judged !== undefined) await this.#queue.keep(judged);
    });
  }

  #row(head: ScheduleHead): ScheduleRow {
    const live = this.#liveOf(head);
    const share = live === undefined ? 0 : (this.#parts.now() - live.begunAt) / (live.seconds * 1e6);
    return { ...head, progress: head.state === "done" ? 1 : Math.min(0.99, Math.max(0, share)) };
  }

  #liveOf({ uid, state }: ScheduleHead): Live | undefined {
    return this.#live?.uid === uid && (state === "waiting" || state === "working") ? this.#live : undefined;
  }

  async #answer(stored: StoredSchedule, { signal }: AnswerOptions): Promise<Partial<StoredSchedule>> {
    const { uid, plan, from, question } = stored;
    const { seconds, seed } = question;
    const earlier = from === null ? undefined : await this.#earlier(from);
    const improvements = new Improvements();
    this.#live = { uid, seconds, begunAt: this.#parts.now(), improvements };
    const task = { plan, seed, limit: { seconds }, replications: REPLICATIONS };
    const begin = earlier === undefined ? {} : { from: earlier };
    const hear = (cost: number, afterMs: number): void => improvements.add(cost, afterMs);
    const made = await this.#parts.plan({ ...task, ...begin }, signal, hear);
    return outcomeOf(stored, made, { improvements: improvements.list, earlier });
  }

  /** The schedule that one came from; undefined where it is deleted. */
  async #earlier(uid: string): Promise<Schedule | undefined> {
    return (await this.#queue.find(uid))?.schedule ?? undefined;
  }
}
