/**
 * Leads one follower along the log. Its exceptions stay here and cost no other follower anything
 * (docs/rules/follower.md).
 */
import { reasonFor } from "../../contracts/alerts/causes.ts";
import { DamagedFile } from "../../contracts/errors.ts";
import type { Follower, FollowerHealth, FollowerMark } from "../../contracts/path/follower.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import { backoffMs } from "../../observe/backoff.ts";
import type { LogItem } from "../log/log-chunk.ts";
import type { LogConsumerOptions } from "./log-consumer-options.ts";
import { LogTime } from "./log-time.ts";
import { arrivalOf, itemsOf, Needed } from "./needed.ts";
import { OutputWait } from "./output-wait.ts";
import { setAside } from "./set-aside.ts";

const [FIRST_RETRY_MS, MAX_RETRY_MS] = [500, 30_000];
const WRITE_EVERY_MS = 5_000;
/** With more items waiting, the follower gets none until a write succeeds. */
const MOST_WAITING = 20_000;

interface Open {
  readonly follower: Follower;
  readonly needed: Needed;
  readonly time: LogTime;
}

export class LogConsumer {
  readonly name: string;
  readonly #options: LogConsumerOptions;
  #open: Open | undefined;
  #position: LogPosition = 0;
  #written: FollowerMark = { position: 0, time: Number.NaN };
  #writtenAt: number;
  /** How long the last write took, ms. */
  #writeTook = 0;
  /** The item at which the follower threw last. */
  #suspect: LogPosition | undefined;
  #attempt = 0;
  /** Key of the newest output. */
  #said: LogPosition = -1;
  /** Exceptions since the follower last got further. */
  #failures = 0;
  #retryAt = Number.NEGATIVE_INFINITY;
  #note: string | undefined;
  #problem: { readonly reason: string; readonly since: number } | undefined;
  #openedAt = Date.now();
  readonly #wait = new OutputWait();
  #figures = { taken: 0, leftOut: 0, retries: 0, missed: 0, overMemory: 0 };

  constructor(options: LogConsumerOptions) {
    this.name = options.name;
    this.#options = options;
    this.#writtenAt = options.clock();
  }

  /** The follower has taken every item before it. */
  get position(): LogPosition {
    return this.#position;
  }

  /** The follower's file holds every item before it. */
  get written(): LogPosition {
    return this.#written.position;
  }

  /** Whether the follower takes items for now: it does not while a write is due that waits for its outputs. */
  get isReady(): boolean {
    return this.hasRoom && (this.isSettled || !this.#isWriteDue(this.#options.clock()));
  }

  /** Whether its outputs are on disk. Its mark must not pass one that is not: a kill would lose that. */
  get isSettled(): boolean {
    return this.#said < 0 || this.#options.isOnDisk?.(this.#said) !== false;
  }

  /** False where too much waits for a write. */
  get hasRoom(): boolean {
    const waiting = this.#open?.follower.waiting ?? Number.POSITIVE_INFINITY;
    return waiting < MOST_WAITING;
  }

  /** Writes when that is due or too much is waiting. False where the follower takes nothing more. */
  makeRoom(): boolean {
    const canWrite = this.#open !== undefined && this.#problem === undefined;
    if (canWrite && this.#isWriteDue(this.#options.clock())) this.write();
    return this.isReady;
  }

  /** The follower, for questions; undefined while it cannot be opened. */
  get follower(): Follower | undefined {
    return this.#open?.follower;
  }

  health(goal: LogPosition): FollowerHealth {
    const { clock, letters, name } = this.#options;
    const note = this.#note ?? this.#open?.follower.note;
    const common = {
      name,
      backlogItems: Math.max(0, goal - this.#position),
      ...this.#figures,
      leftOut: this.#figures.leftOut + (this.#open?.follower.leftOut ?? 0),
      setAside: letters.countOf(name),
      ...(note === undefined ? {} : { note }),
    };
    const problem = this.#problem ?? this.#wait.problem(name, clock());
    if (problem !== undefined) return { ...common, state: "degraded", ...problem };
    return { ...common, state: this.#open === undefined ? "starting" : "running", since: this.#openedAt };
  }

  /** Opens the follower or writes, if that is due. Call it from time to time. */
  maintain(): void {
    const now = this.#options.clock();
    this.#wait.look(this.#open !== undefined && !this.isSettled && this.#isWriteDue(now), now);
    if (now < this.#retryAt) return;
    if (this.#open === undefined) this.#reopen();
    else if (this.#isWriteDue(now)) this.write();
  }

  /** Hands over the item unless the follower has it. False where the follower failed: then it is back at its mark. */
  take(item: LogItem): boolean {
    const open = this.#open;
    if (open === undefined) return false;
    const { at } = item;
    if (at < this.#position) return true;
    const { letters, name } = this.#options;
    this.#options.working(at);
    try {
      const second = open.time.advance(arrivalOf(item));
      if (!letters.has(name, at)) this.#give(open, item, second);
    } catch (error) {
      this.#failed(item, error);
      return false;
    } finally {
      this.#options.working("nothing");
    }
    this.#position = at + itemsOf(item);
    this.#figures.taken += itemsOf(item);
    if (this.#suspect !== undefined && this.#position > this.#suspect) {
      this.#suspect = undefined;
      this.#failures = 0;
    }
    return true;
  }

  /** There are no items left before `to`. */
  passed(to: LogPosition): void {
    if (this.#open !== undefined) this.#position = Math.max(this.#position, to);
  }

  /** Items that no segment holds any more. A new follower does not miss them. */
  missed(from: LogPosition, to: LogPosition): void {
    const lost = to - Math.max(from, this.#position);
    if (this.#open === undefined || this.#position === 0 || lost <= 0) return;
    this.#figures.missed += lost;
    this.#options.log.error(
      { follower: this.name, items: lost, from, to },
      "follower came too late: these items are gone from the log and missing in its data",
    );
  }

  /** False where the disk refuses, and while outputs are not on disk. */
  write(): boolean {
    const open = this.#open;
    if (open === undefined || !this.isSettled) return false;
    const mark = { position: this.#position, time: open.time.now };
    const begunAt = this.#options.clock();
    this.#options.working("file");
    try {
      if (mark.position !== this.#written.position) open.follower.write(mark);
    } catch (error) {
      this.#cannot("cannot write", error);
      if (error instanceof DamagedFile) this.#beginAnew(error);
      return false;
    } finally {
      this.#options.working("nothing");
    }
    this.#written = mark;
    this.#writtenAt = this.#options.clock();
    this.#writeTook = this.#writtenAt - begunAt;
    this.#recovered();
    return true;
  }

  /** Writes, then closes the follower's file. */
  close(): void {
    this.write();
    this.#forgetOpen();
  }

  #give({ follower, needed }: Open, item: LogItem, second: number | undefined): void {
    const output = second === undefined ? undefined : follower.tick(second);
    needed.give(item);
    if (output === undefined) return;
    this.#said = item.at;
    this.#options.onOutput(output, item.at);
  }

  #isWriteDue(now: number): boolean {
    const every = this.#options.writeEveryMs ?? this.#open?.follower.writeEveryMs ?? WRITE_EVERY_MS;
    return (
      this.#problem !== undefined ||
      !this.hasRoom ||
      now - this.#writtenAt >= (this.#options.isCareful?.() === true ? this.#writeTook : every)
    );
  }

  #reopen(): void {
    const { open } = this.#options;
    this.#options.working("file");
    try {
      const follower = open();
      const { mark } = follower;
      this.#open = { follower, needed: new Needed(follower), time: new LogTime(mark.time) };
      this.#position = mark.position;
      this.#said = -1;
      this.#written = mark;
      this.#writtenAt = this.#options.clock();
      this.#recovered();
    } catch (error) {
      this.#cannot("cannot be opened", error);
    } finally {
      this.#options.working("nothing");
    }
  }

  /**
   * The item may be half processed: the follower is opened again at its mark. The second time the item is set aside.
   */
  #failed(item: LogItem, error: unknown): void {
    const { letters, log, name } = this.#options;
    this.#figures.retries++;
    if (error instanceof DamagedFile) {
      this.#beginAnew(error);
      return;
    }
    if (this.#failures > 0) this.#retryAt = this.#options.clock() + this.#waitMs(this.#failures - 1);
    this.#failures++;
    if (this.#suspect === item.at) {
      log.error(
        { follower: name, position: item.at, err: error },
        "follower failed twice at the same item: it is set aside, and the follower continues",
      );
      setAside({ letters, log }, { follower: name, item, error });
      this.#failures = 0;
    } else {
      log.warn(
        { follower: name, position: item.at, err: error },
        "follower failed at an item: it is opened again at its mark",
      );
      this.#suspect = item.at;
    }
    this.#forgetOpen();
  }

  #cannot(what: string, error: unknown): void {
    const since = this.#problem?.since ?? Date.now();
    this.#problem = {
      reason: `follower ${this.name}: ${what} since ${new Date(since).toISOString()}: ${reasonFor(error)}`,
      since,
    };
    this.#figures.retries++;
    const { clock, log } = this.#options;
    if (this.#attempt === 0) log.error({ follower: this.name, err: error }, `follower ${what}; trying again`);
    this.#retryAt = clock() + this.#waitMs(this.#attempt++);
  }

  #waitMs(attempt: number): number {
    return backoffMs(attempt, { firstMs: this.#options.firstRetryMs ?? FIRST_RETRY_MS, maxMs: MAX_RETRY_MS });
  }

  #recovered(): void {
    if (this.#problem !== undefined) this.#options.log.info({ follower: this.name }, "the follower works again");
    if (this.#problem !== undefined) this.#openedAt = Date.now();
    this.#problem = undefined;
    this.#attempt = 0;
  }

  /** Its file was moved aside: the follower begins again. */
  #beginAnew(error: DamagedFile): void {
    this.#note = `${error.message}; rebuilt from what the commit log has`;
    this.#options.log.error(
      { follower: this.name, err: error },
      "file of a follower is damaged: moved aside, and rebuilt",
    );
    this.#forgetOpen();
  }

  #forgetOpen(): void {
    const follower = this.#open?.follower;
    this.#open = undefined;
    this.#figures.leftOut += follower?.leftOut ?? 0;
    this.#position = this.#written.position;
    try {
      follower?.close();
    } catch (error) {
      this.#options.log.warn({ follower: this.name, err: error }, "follower could not be closed");
    }
  }
}
