/**
 * Reads the commit log for followers, from each one's position, straight from the segments: catching up and following
 * are the same.
 */
import type { Logger } from "pino";
import { reasonOf } from "../../contracts/errors.ts";
import type { FollowerHealth } from "../../contracts/path/follower.ts";
import type { LogPosition } from "../../contracts/path/source.ts";
import type { LogChunk } from "../log/log-chunk.ts";
import { LogReader } from "../log/log-reader.ts";
import type { LogConsumer } from "./log-consumer.ts";

/** Samples read at once. A question waits for one chunk at most. */
const CHUNK_SAMPLES = 5_000;
/** How often followers are maintained when there is nothing to read. */
const LOOK_EVERY_MS = 250;
const RETRY_MS = 1_000;
/** How long a stop waits for outputs to reach the disk: else followers repeat what came since their last write. */
const [SETTLE_WITHIN_MS, LOOK_AT_MS] = [1_000, 100];

type Hole = LogChunk["holes"][number];

export interface RunnerOptions {
  /** Folder of the segments. */
  readonly logDir: string;
  readonly consumers: readonly LogConsumer[];
  readonly log: Logger;
  /** Reports items that no segment holds, found by a follower. */
  onHole(hole: Hole): void;
  /** Called after each round that read items or did due work. */
  onRound(): void;
}

/** Followers at one position share a reader. One that is behind has a reader of its own and delays no other. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #readers = new Set<LogReader>();
  readonly #waiting = new Set<{
    readonly consumers: readonly LogConsumer[];
    readonly to: LogPosition;
    readonly done: () => void;
  }>();
  readonly #loop: Promise<void>;
  #goal: LogPosition = 0;
  #isClosing = false;
  #wake: (() => void) | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** Everything before it is committed. */
  get goal(): LogPosition {
    return this.#goal;
  }

  /** Sets the committed position of the log. */
  follow(goal: LogPosition): void {
    this.#goal = Math.max(this.#goal, goal);
    this.#wake?.();
  }

  /** Looks at once whether there is something to do. */
  look(): void {
    this.#wake?.();
  }

  /** Resolves once the followers have taken every item before `to`, or after the time limit. */
  async reached(consumers: readonly LogConsumer[], to: LogPosition, withinMs: number): Promise<void> {
    this.follow(to);
    if (consumers.every((consumer) => isThere(consumer, to))) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const waiting = { consumers, to, done: resolve };
    this.#waiting.add(waiting);
    const late = setTimeout(resolve, withinMs);
    await promise;
    clearTimeout(late);
    this.#waiting.delete(waiting);
  }

  health(): readonly FollowerHealth[] {
    return this.#options.consumers.map((consumer) => consumer.health(this.#goal));
  }

  /** Stops handing over, lets every follower write, and closes the files. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    await this.#loop;
    const open = new Set(this.#options.consumers);
    const until = performance.now() + SETTLE_WITHIN_MS;
    // Those whose outputs are on disk do not wait for the others: the time of a stop is short.
    for (let isOver = false; open.size > 0; ) {
      for (const consumer of open) {
        if (!isOver && !consumer.isSettled) continue;
        consumer.close();
        open.delete(consumer);
      }
      isOver = performance.now() >= until;
      if (open.size > 0 && !isOver) await this.#pause(LOOK_AT_MS);
    }
    await Promise.all([...this.#readers].map((reader) => reader.close()));
  }

  async #run(): Promise<void> {
    while (!this.#isClosing) {
      for (const consumer of this.#options.consumers) consumer.maintain();
      const hasRead = await this.#readRound();
      for (const { consumers, to, done } of this.#waiting)
        if (consumers.every((consumer) => isThere(consumer, to))) done();
      this.#options.onRound();
      if (!hasRead) await this.#rest(LOOK_EVERY_MS);
    }
  }

  /** Reads one chunk at each position at which a follower is behind. */
  async #readRound(): Promise<boolean> {
    const ready = this.#options.consumers.filter((consumer) => consumer.isReady && consumer.position < this.#goal);
    const groups = [...Map.groupBy(ready, ({ position }) => position)].sort(([a], [b]) => a - b);
    await this.#closeUnused(groups.length);
    for (const [at, consumers] of groups) {
      const next = Math.min(this.#goal, ...groups.map(([other]) => other).filter((other) => other > at));
      try {
        await this.#readFor(consumers, at, next);
      } catch (error) {
        this.#options.log.error({ err: reasonOf(error) }, "followers cannot read the commit log; it is tried again");
        await this.#rest(RETRY_MS);
      }
      if (this.#isClosing) break;
    }
    return groups.length > 0;
  }

  async #readFor(consumers: readonly LogConsumer[], at: LogPosition, upTo: LogPosition): Promise<void> {
    const reader = await this.#readerAt(at);
    const chunk = await reader.read(CHUNK_SAMPLES, upTo);
    if (chunk === undefined) throw new Error(`the commit log ends at ${at}, before ${upTo}`);
    for (const hole of chunk.holes) {
      for (const consumer of consumers) consumer.missed(hole.from, hole.to);
      this.#options.onHole(hole);
    }
    for (const consumer of consumers) if (giveAll(consumer, chunk)) consumer.passed(chunk.to);
  }

  /** The reader at that position, else one whose position no follower needs, or a new one. */
  async #readerAt(at: LogPosition): Promise<LogReader> {
    const here = [...this.#readers].find(({ position }) => position === at);
    if (here !== undefined) return here;
    const needed = new Set(this.#options.consumers.map(({ position }) => position));
    const free = [...this.#readers].find(({ position }) => !needed.has(position));
    const reader = free ?? new LogReader(this.#options.logDir, at, { entries: "none", isInOrder: true });
    this.#readers.add(reader);
    await reader.seek(at);
    return reader;
  }

  async #closeUnused(needed: number): Promise<void> {
    for (const reader of this.#readers) {
      if (this.#readers.size <= Math.max(1, needed)) return;
      this.#readers.delete(reader);
      await reader.close();
    }
  }

  async #rest(ms: number): Promise<void> {
    if (!this.#isClosing) await this.#pause(ms);
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }
}

/** A query does not wait for a follower that cannot write: it answers from its present state. */
function isThere(consumer: LogConsumer, to: LogPosition): boolean {
  return consumer.position >= to || !consumer.hasRoom;
}

/** False where the follower failed or takes nothing more. */
function giveAll(consumer: LogConsumer, { items = [] }: LogChunk): boolean {
  for (const item of items) if (!consumer.makeRoom() || !consumer.take(item)) return false;
  return true;
}
