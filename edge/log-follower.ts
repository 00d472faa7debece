/** Parts that keep books by the commit log: caught up from disk where each left off, then told of every commit. */
import type { Logger } from "pino";
import { SampleRouter } from "./batch/rows.ts";
import type { EdgeEvent } from "./contracts/event-batch.ts";
import type { SampleBatch } from "./contracts/sample-batch.ts";
import type { LogPosition } from "./contracts/source.ts";
import type { TagRef } from "./contracts/tag.ts";
import type { CommitLog } from "./historian/log/commit-log.ts";
import type { Cursor } from "./historian/log/cursor.ts";
import { LogReader } from "./historian/log/log-reader.ts";

/** Samples read at once while catching up. */
const CHUNK_SAMPLES = 20_000;

/** What follows the log. Its own file says up to where it has taken it over. */
export interface Follower {
  readonly name: string;
  /** Only samples of these tags come. */
  readonly watches: readonly TagRef[];
  readonly position: LogPosition;
  observe(samples: SampleBatch): void;
  take(event: EdgeEvent): void;
  /** Everything before it was handed over. */
  advance(position: LogPosition): void;
  /** To disk. Throws where the disk does not take it; then it is tried again. */
  write(): void;
}

export class LogFollower {
  readonly #log: Pick<CommitLog, "dir" | "position">;
  readonly #cursor: Cursor;
  readonly #followers: readonly Follower[];
  readonly #router: SampleRouter;
  readonly #logger: Logger;
  #isLive = false;

  constructor(options: { readonly log: Pick<CommitLog, "dir" | "position">; readonly cursor: Cursor; readonly followers: readonly Follower[]; readonly logger: Logger }) {
    this.#log = options.log;
    this.#cursor = options.cursor;
    this.#followers = options.followers;
    this.#logger = options.logger;
    this.#router = new SampleRouter(options.followers.map(({ watches }) => watches));
  }

  /** True once everything that is on disk was handed over. */
  get isLive(): boolean {
    return this.#isLive;
  }

  /** Hands over what the log holds beyond each follower's place, then is live. Rejects when the signal aborts. */
  async catchUp(signal: AbortSignal): Promise<void> {
    // Closing the reader takes a moment, in which more may have been committed.
    while (Math.min(...this.#followers.map(({ position }) => position)) < this.#log.position) await this.#readOn(signal);
    this.#isLive = true;
  }

  /** Reads until all followers are where the log was when it began to close. */
  async #readOn(signal: AbortSignal): Promise<void> {
    let at = Math.min(...this.#followers.map(({ position }) => position));
    const reader = new LogReader(this.#log.dir, at, { entries: "none" });
    try {
      while (at < this.#log.position) {
        signal.throwIfAborted();
        // Those that are further wait until the others have come to where they are.
        const next = Math.min(this.#log.position, ...this.#followers.map(({ position }) => position).filter((position) => position > at));
        const chunk = await reader.read(CHUNK_SAMPLES, next);
        if (chunk === undefined) throw new Error(`the commit log ends at ${at}, before ${next}`);
        const behind = this.#followers.map(({ position }) => position <= at);
        for (const batch of chunk.batches) this.#router.route(batch, (index, samples) => behind[index] && this.#followers[index]?.observe(samples));
        for (const [index, follower] of this.#followers.entries()) {
          if (!behind[index]) continue;
          for (const event of chunk.events) this.#safely(follower, () => follower.take(event));
          follower.advance(chunk.to);
        }
        at = chunk.to;
      }
    } finally {
      await reader.close();
    }
  }

  /** One commit. Before it is live nothing happens: it is read from the disk. */
  committed(batches: readonly SampleBatch[], position: LogPosition, events: readonly EdgeEvent[]): void {
    if (!this.#isLive) return;
    for (const batch of batches) {
      this.#router.route(batch, (index, samples) => {
        const follower = this.#followers[index] as Follower;
        this.#safely(follower, () => follower.observe(samples));
      });
    }
    for (const follower of this.#followers) {
      for (const event of events) this.#safely(follower, () => follower.take(event));
      follower.advance(position);
    }
  }

  /** Now and then, and at the end. While the disk is full the log takes nothing either, so what waits here stays small. */
  write(): void {
    for (const follower of this.#followers) {
      try {
        follower.write();
      } catch (error) {
        this.#logger.error({ err: error, follower: follower.name }, "could not be written down; it is tried again");
        return;
      }
    }
    this.#cursor.moveTo(Math.min(...this.#followers.map(({ position }) => position)));
  }

  /** One event that a follower cannot take must not end the others, or be met again after each restart. */
  #safely(follower: Follower, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#logger.error({ err: error, follower: follower.name }, "what the log holds could not be taken over; it is left out");
    }
  }
}
