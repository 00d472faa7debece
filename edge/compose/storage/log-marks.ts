/**
 * Writes time and link states into the commit log for followers, which have no clock and no twin
 * (docs/rules/follower.md, FO3 and FO4).
 */
import { uuidv7 } from "../../batch/uuidv7.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { LINKS_CHANGED, type LinksChange } from "../../contracts/path/live-links.ts";
import { LOG_MARK } from "../../contracts/path/log-mark.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { TwinReader } from "../../contracts/path/twin.ts";
import type { CommitLog } from "../../historian/log/commit-log.ts";

export interface MarksOptions {
  readonly twin: Pick<TwinReader, "links">;
  readonly commitLog: Pick<CommitLog, "position" | "problem" | "pushEvents">;
  readonly now: () => Micros;
}

export class LogMarks {
  readonly #options: MarksOptions;
  #live = new Set<string>();
  #position: number;

  /** Records that an edge began and no link is live. Call it before any source starts. */
  constructor(options: MarksOptions) {
    this.#options = options;
    this.#position = options.commitLog.position;
    this.#push(LINKS_CHANGED, "links/1", { isWhole: true, live: [], silent: [] });
  }

  /** Call it once a second. Records the links that changed, or else that time has passed. */
  tick(): void {
    const { twin, commitLog } = this.#options;
    // Uncommitted items advance log time themselves, and a full disk accepts no marks.
    if (commitLog.problem !== undefined) return;
    const live = new Set(twin.links().flatMap(({ live: isLive, name }) => (isLive ? [name] : [])));
    const change = {
      isWhole: false,
      live: [...live].filter((name) => !this.#live.has(name)),
      silent: [...this.#live].filter((name) => !live.has(name)),
    };
    this.#live = live;
    if (change.live.length + change.silent.length > 0) this.#push(LINKS_CHANGED, "links/1", change);
    else if (commitLog.position === this.#position) this.#push(LOG_MARK, "mark/1", {});
    this.#position = commitLog.position;
  }

  #push(type: string, schema: string, payload: LinksChange | Record<string, never>): void {
    const at = this.#options.now();
    const event: EdgeEvent = {
      eventUid: uuidv7(at / 1000),
      type,
      time: at,
      receivedAt: at,
      schema,
      payload: { ...payload },
    };
    this.#options.commitLog.pushEvents({ events: [event] });
  }
}
