/** Progress of reading one item's history, and whether it is complete. Runs in the worker. */
import type { DataValue } from "node-opcua-client";
import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { historyTimeOf } from "../decode/source-times.ts";
import type { HistoryPage } from "./history-read.ts";
import type { ResolvedItem } from "./resolve-paths.ts";
import type { Span } from "./span.ts";

/** Pages in a row without new values. A server may begin with empty ones (OPC 10000-11, 6.5.3.2). */
const MOST_IDLE_PAGES = 20;
const MOST_PAGES = 20_000;
/** Restarts within the span: after a lost continuation point, or after a partial answer. */
const MOST_STARTS = 1000;
/** Times that are remembered to recognise repeats; beyond this bound, only values newer than all of them are new. */
const MOST_TIMES = 200_000;

export class ItemHistory {
  readonly item: ResolvedItem;
  readonly #span: Pick<Span, "from" | "to">;
  readonly #times = new Set<Micros>();
  /** Number of samples of the span. */
  taken = 0;
  /** The server gave values, within the span or outside. */
  saw = false;
  continuationPoint: Buffer | undefined;
  /** Where the next read begins. */
  start: Micros;
  hasOwnStart = false;
  isDone = false;
  isChecked = false;
  /** Why reading ended. */
  refused: string | undefined;
  /** The server refused the very first page. */
  wasRefused = false;
  #newest = Number.NEGATIVE_INFINITY;
  #pages = 0;
  #idle = 0;
  #starts = 0;

  constructor(item: ResolvedItem, span: Pick<Span, "from" | "to">) {
    this.item = item;
    this.#span = span;
    this.start = span.from;
  }

  /** Takes one page and sets the next read. Returns the new values within the span. */
  take(page: HistoryPage): readonly DataValue[] {
    const { values, continuationPoint, refused } = page;
    this.#pages++;
    this.saw ||= values.length > 0;
    if (refused !== undefined) {
      this.#takeRefusal(refused);
      return [];
    }
    const fresh = this.#freshOf(values);
    this.taken += fresh.length;
    this.#idle = fresh.length === 0 ? this.#idle + 1 : 0;
    this.continuationPoint = continuationPoint;
    this.hasOwnStart &&= continuationPoint === undefined;
    if (continuationPoint === undefined) this.isDone = true;
    else if (this.#idle >= MOST_IDLE_PAGES) this.leave("the server keeps answering without anything new");
    else if (this.#pages >= MOST_PAGES) this.leave(`more than ${MOST_PAGES} answers`);
    return fresh;
  }

  /** `newest`: the time of the newest value that the server has of the span. Reads on if that value has not come. */
  check(newest: Micros | "unknown" | undefined): void {
    this.isChecked = true;
    if (typeof newest !== "number") return;
    this.saw = true;
    const isMissing =
      newest >= this.#span.from && newest <= this.#span.to && newest > this.#newest && !this.#times.has(newest);
    if (isMissing) this.#readOn("the server has more than it gives");
  }

  /** Ends reading; samples that may be missing are declared. */
  leave(reason: string): void {
    this.refused ??= reason;
    this.isDone = true;
    this.continuationPoint = undefined;
  }

  #takeRefusal(reason: string): void {
    this.wasRefused = this.#pages === 1;
    if (/ContinuationPoint/.test(reason)) this.#readOn(reason);
    else this.leave(reason);
  }

  /** Reads on from the newest value, or one millisecond after it where that brought nothing. */
  #readOn(reason: string): void {
    const from = Number.isFinite(this.#newest) ? this.#newest : this.#span.from;
    const isStuck = this.#starts > 0 && this.start >= Math.floor(from / 1000) * 1000;
    if (++this.#starts > MOST_STARTS || (isStuck && this.start > from)) {
      this.leave(reason);
      return;
    }
    this.start = isStuck ? Math.floor(from / 1000) * 1000 + 1000 : Math.floor(from / 1000) * 1000;
    this.hasOwnStart = true;
    this.continuationPoint = undefined;
    this.isDone = false;
    this.isChecked = false;
  }

  #freshOf(values: readonly DataValue[]): readonly DataValue[] {
    const { from, to } = this.#span;
    const fresh: DataValue[] = [];
    const times: Micros[] = [];
    for (const value of values) {
      const time = historyTimeOf(value);
      if (!(time >= from && time <= to) || this.#times.has(time)) continue;
      if (this.#times.size >= MOST_TIMES && time <= this.#newest) continue;
      fresh.push(value);
      times.push(time);
    }
    // Two values with one time within one page are not a repetition.
    for (const time of times) {
      if (this.#times.size < MOST_TIMES) this.#times.add(time);
      this.#newest = Math.max(this.#newest, time);
    }
    return fresh;
  }
}
