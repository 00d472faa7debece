/**
 * Progress of a source at its server: which messages are received, which are on disk, which the server may forget.
 * Runs in main.
 */
import type { Inlet, LogPosition } from "../../../contracts/path/source.ts";
import type { ResumePoint, SubscriptionMark } from "../link/messages.ts";
import type { ResumeFile } from "./resume-file.ts";
import type { Span } from "./span.ts";

/**
 * Least time between writes of the file, each of which syncs the disk twice: servers keep unacknowledged messages of
 * several seconds.
 */
const SAVE_EVERY_MS = 1_000;
/**
 * The same with so many new items in the log: a server of hundreds of thousands of values a second is held back by what
 * is not acknowledged (rule L23), not by the disk.
 */
const SAVE_MANY_EVERY_MS = 250;
const MANY = 100_000;

/**
 * A new connection of this process continues at the received marks; only marks whose samples are on disk go into the
 * file and to the server as acknowledgements:
 *
 *   note(position, marks) ──▶ committed(position) ──▶ resume.json ──▶ acknowledge(marks)
 *
 * So however the edge ends, the server still holds the messages that the log lacks.
 */
export class Progress {
  readonly #file: ResumeFile;
  #received: ResumePoint | undefined;
  /** Committed marks by subscription id. */
  readonly #committed = new Map<number, SubscriptionMark>();
  /** Marks that wait for the disk. */
  #waiting = new Map<number, SubscriptionMark>();
  #position: LogPosition = 0;
  #writing: Promise<void> | undefined;
  #hasNews = false;
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #savedPosition: LogPosition = 0;

  constructor(file: ResumeFile) {
    this.#file = file;
  }

  /** Where the last connection ended; from the file if this process had none. */
  async resumePoint(): Promise<ResumePoint | undefined> {
    this.#received ??= await this.#file.load();
    return this.#received;
  }

  /** The server holds other subscriptions now. */
  subscribed(held: Omit<ResumePoint, "owed" | "sequences">): void {
    this.#received = { ...held, owed: this.#received?.owed ?? [], sequences: this.#received?.sequences ?? {} };
    for (const id of this.#committed.keys())
      if (!held.subscriptions.some((subscription) => subscription.id === id)) this.#committed.delete(id);
    // Saved with the next message, because a kill right after a reconnect would otherwise count the outage twice.
    this.#savedAtMs = Number.NEGATIVE_INFINITY;
    for (const { id, sequence, publishedAt } of held.subscriptions)
      if (!this.#committed.has(id)) this.#committed.set(id, { id, sequence, publishedAt });
    this.#hasNews = true;
  }

  /** Spans that are neither filled nor declared. */
  owing(open: readonly Span[]): void {
    if (this.#received === undefined) return;
    this.#received = { ...this.#received, owed: open };
    this.#hasNews = true;
  }

  /** Takes the state of the event sequences. */
  counted(sequences: ResumePoint["sequences"]): void {
    if (this.#received === undefined) return;
    this.#received = { ...this.#received, sequences };
    this.#hasNews = true;
  }

  /** The samples of these marks lie before `position` in the log. */
  note(position: LogPosition, marks: readonly SubscriptionMark[]): void {
    this.#position = position;
    if (marks.length === 0 || this.#received === undefined) return;
    for (const mark of marks) this.#waiting.set(mark.id, mark);
    const { subscriptions } = this.#received;
    this.#received = {
      ...this.#received,
      subscriptions: subscriptions.map((subscription) => ({
        ...subscription,
        ...marks.findLast(({ id }) => id === subscription.id),
      })),
    };
  }

  /** The newest position that was noted. */
  get position(): LogPosition {
    return this.#position;
  }

  /**
   * Waits until the waiting marks are on disk, saves them, and passes them to `acknowledge`. Does nothing while an
   * earlier call runs or has just ended; never rejects.
   */
  async advance(
    inlet: Inlet,
    signal: AbortSignal,
    acknowledge: (marks: readonly SubscriptionMark[]) => void,
  ): Promise<void> {
    const everyMs = this.#position - this.#savedPosition >= MANY ? SAVE_MANY_EVERY_MS : SAVE_EVERY_MS;
    if (
      this.#writing !== undefined ||
      (this.#waiting.size === 0 && !this.#hasNews) ||
      performance.now() - this.#savedAtMs < everyMs
    )
      return;
    this.#writing = this.#write(inlet, signal, acknowledge);
    await this.#writing;
    this.#writing = undefined;
  }

  /**
   * The same for the last time, at once; a later start of the edge continues there. The signal bounds the wait for the
   * disk.
   */
  async finish(inlet: Inlet, signal: AbortSignal): Promise<void> {
    const { promise: over, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
    await Promise.race([this.#writing, over]);
    await this.#write(inlet, signal, () => undefined);
  }

  async #write(
    inlet: Inlet,
    signal: AbortSignal,
    acknowledge: (marks: readonly SubscriptionMark[]) => void,
  ): Promise<void> {
    const marks = this.#waiting;
    this.#waiting = new Map();
    this.#hasNews = false;
    const received = this.#received;
    this.#savedPosition = this.#position;
    try {
      if (this.#position > 0) await inlet.committed(this.#position, signal);
      for (const [id, mark] of marks) this.#committed.set(id, mark);
      if (received !== undefined)
        await this.#file.save({
          ...received,
          subscriptions: received.subscriptions.map((held) => ({ ...held, ...this.#committed.get(held.id) })),
        });
      acknowledge([...marks.values()]);
    } catch {
      // The log stops or the disk fails: nothing is acknowledged, and the next call takes newer marks.
      this.#hasNews = true;
    }
    this.#savedAtMs = performance.now();
  }
}
