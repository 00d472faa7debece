import type { AlertMember } from "../../contracts/alerts/alert.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { StrainState } from "../../contracts/path/strain.ts";
import type { AssetUid } from "../../contracts/plant/tag.ts";

/** Rule of the commit log (`edge/historian/log/storage-findings.ts`). */
export const LOG_BACKLOG = "edge/log-backlog";

/** After the overload a backlog shrinks to a new low at least this often, or it is an alarm of its own. */
const SHRINKS_WITHIN_US = 60e6;
/** It grows when it is this much above its low, as a share of the log's bound: readers settle in steps. */
const GROWS_BY = 0.02;

/**
 * Whether the overload of the edge causes the backlog of the commit log (rule A108). `unknown`: before the first check.
 * `forming`: it began while the edge seemed about to be overloaded.
 */
export class BacklogCause {
  #state: "unknown" | "none" | "own" | "forming" | "member" = "unknown";
  #since: Micros = Number.NaN;
  #lowest = 0;
  #lowestAt: Micros = Number.NaN;

  /** Whether the overload hides it; undefined before the first look. */
  get isMember(): boolean | undefined {
    return this.#state === "unknown" ? undefined : this.#state === "member";
  }

  /** About once a second. */
  look({ stands: isOverloaded, isForming, backlog }: StrainState, now: Micros): void {
    if (!backlog.stands) this.#since = Number.NaN;
    else if (!(this.#since <= now)) this.#since = now;
    if (isOverloaded) {
      // Even before it is active: its finding may come before the next check.
      if (this.#state !== "own" || !backlog.stands) this.#state = "member";
      this.#lowest = backlog.share;
      this.#lowestAt = now;
    } else if (!backlog.stands) this.#state = "none";
    else if (this.#state === "member") this.#outlive(backlog.share, now);
    else if (this.#state !== "own") this.#state = isForming ? "forming" : "own";
  }

  /** The member that the overload lists. */
  member(assetUid: AssetUid): readonly AlertMember[] {
    if (this.#state !== "member" || Number.isNaN(this.#since)) return [];
    return [{ assetUid, rule: LOG_BACKLOG, since: this.#since }];
  }

  #outlive(share: number, now: Micros): void {
    if (share < this.#lowest || now < this.#lowestAt) {
      this.#lowest = Math.min(share, this.#lowest);
      this.#lowestAt = now;
    } else if (share > this.#lowest + GROWS_BY || now - this.#lowestAt >= SHRINKS_WITHIN_US) this.#state = "own";
  }
}
