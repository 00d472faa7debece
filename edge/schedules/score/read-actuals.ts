import { KeptAnswer } from "../../asked/kept-answer.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { ScheduleActuals } from "../../contracts/schedule/actuals.ts";
import type { MadePlan, ScheduleHead } from "../../contracts/schedule/schedules.ts";
import type { Losses } from "../../futures/task.ts";
import type { ActualsTask } from "./actuals-apart.ts";

/** What was read is good for so long, for all who look at the schedule. */
const GOOD_US = 20e6;
/** Schedules whose newest answer is kept. */
const MOST_KEPT = 8;

export interface ActualsParts {
  /** Rejects with EdgeError `unavailable`. */
  actuals(task: Omit<ActualsTask, "dataDir" | "operations">, signal: AbortSignal): Promise<ScheduleActuals>;
  /** Losses that reach into a span. Rejects while the historian gives no answer. */
  lostIn(from: Micros, to: Micros): Promise<Losses>;
  now(): Micros;
}

type Made = Pick<MadePlan, "plan" | "schedule"> & { readonly uid: string };

/** Reads what became of schedules, one at a time (rules SD63 and SD64). */
export class ActualsReader {
  readonly #parts: ActualsParts;
  readonly #kept = new Map<string, KeptAnswer<ScheduleActuals>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ActualsParts) {
    this.#parts = parts;
  }

  /** `heads`: of all stored schedules. Rejects as its parts do. */
  async read(made: Made, heads: readonly ScheduleHead[], signal: AbortSignal): Promise<ScheduleActuals> {
    const { uid } = made;
    const kept =
      this.#kept.get(uid) ??
      new KeptAnswer(
        () => this.#inTurn(() => this.#read(made, heads, signal)),
        () => GOOD_US,
        this.#parts.now,
      );
    // The one that was asked for longest ago makes room.
    this.#kept.delete(uid);
    this.#kept.set(uid, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
    return await kept.read();
  }

  forget(uid: string): void {
    this.#kept.delete(uid);
  }

  /** Resolves when none is being read. */
  async settled(): Promise<void> {
    await this.#last;
  }

  async #read({ plan, schedule, uid }: Made, heads: readonly ScheduleHead[], signal: AbortSignal) {
    const now = this.#parts.now() / 1_000;
    const since = sinceOf({ plan, schedule, uid }, heads);
    const lost = since < now ? await this.#parts.lostIn(since * 1_000, now * 1_000) : [];
    return await this.#parts.actuals({ plan, schedule, since, now, lost }, signal);
  }

  #inTurn<T>(read: () => Promise<T>): Promise<T> {
    const next = this.#last.then(read);
    this.#last = next.catch(() => undefined);
    return next;
  }
}

/**
 * The start of the first of the schedules that one was made again from, because quantities are those of then; where it
 * is deleted, at least that of what is kept from it. ms since 1970.
 */
function sinceOf({ uid, plan, schedule }: Made, heads: readonly ScheduleHead[]): number {
  const byUid = new Map(heads.map((head) => [head.uid, head]));
  let since = Date.parse(plan.start);
  for (const { isKept, setUpStart } of schedule.operations) if (isKept) since = Math.min(since, setUpStart);
  // A schedule comes from an older one, so there are at most as many as are stored.
  for (let head = byUid.get(uid), left = heads.length; head !== undefined && left > 0; left--) {
    since = Math.min(since, Date.parse(head.start));
    head = byUid.get(head.from ?? "");
  }
  return since;
}
