/** The readers of a commit log and their positions. */
import type { LogPosition } from "../../contracts/path/source.ts";
import { Cursor } from "./cursor.ts";
import { LogFeed } from "./log-feed.ts";

/**
 * Sinks hold the log back until they have read it. Followers hold it back for a bounded time; each reports its own
 * gap.
 */
export class LogReaders {
  readonly #at: { readonly dir: string; readonly logUid: string };
  readonly #sinks: Cursor[] = [];
  readonly #followers: Cursor[] = [];
  readonly #feeds: LogFeed[] = [];

  constructor(at: { readonly dir: string; readonly logUid: string }) {
    this.#at = at;
  }

  addFeed(
    log: ConstructorParameters<typeof LogFeed>[0],
    cursor: Cursor,
    options: ConstructorParameters<typeof LogFeed>[2],
  ): LogFeed {
    const feed = new LogFeed(log, cursor, options);
    this.#feeds.push(feed);
    return feed;
  }

  async addSink(name: string, settleMs: number, oldest: LogPosition): Promise<Cursor> {
    const cursor = await Cursor.load({ ...this.#at, name, settleMs }, oldest);
    this.#sinks.push(cursor);
    return cursor;
  }

  async addFollower(name: string, oldest: LogPosition): Promise<Cursor> {
    const cursor = await Cursor.load({ ...this.#at, name: `follower-${name}`, settleMs: 0 }, oldest);
    this.#followers.push(cursor);
    return cursor;
  }

  get slowestSink(): Cursor | undefined {
    return this.#sinks.reduce<Cursor | undefined>(
      (slow, cursor) => (slow === undefined || cursor.settled < slow.settled ? cursor : slow),
      undefined,
    );
  }

  /** Every sink has read everything before it. Infinity without sinks. */
  get readUpTo(): LogPosition {
    return Math.min(...this.#sinks.map((cursor) => cursor.settled));
  }

  /** Every follower has taken everything before it. Infinity without followers. */
  get followedUpTo(): LogPosition {
    return Math.min(...this.#followers.map((cursor) => cursor.settled));
  }

  async close(): Promise<void> {
    await Promise.all(this.#feeds.map((feed) => feed.close()));
    await Promise.all([...this.#sinks, ...this.#followers].map((cursor) => cursor.close()));
  }
}
