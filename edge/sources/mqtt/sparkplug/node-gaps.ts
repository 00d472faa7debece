import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { gapEvent, messageEvent } from "../events.ts";
import type { Outlet } from "../outlet.ts";

/** Declared gaps of one node that wait for historical values. The oldest gives way. */
const MAX_OPEN = 64;
/** Stored values that did not continue for this long have all come. */
const SETTLE_MS = 3_000;

interface Span {
  readonly from: Micros;
  readonly to: Micros;
}

/**
 * Declares what one edge node's messages lost, and says when values that the node had stored (`is_historical`) came
 * after all.
 */
export class NodeGaps {
  readonly #source: string;
  readonly #outlet: Outlet;
  #open: Span[] = [];
  #filled = 0;
  #filledFrom: Micros = 0;
  #filledTo: Micros = 0;
  #filledAtMs = 0;

  constructor(source: string, outlet: Outlet) {
    this.#source = source;
    this.#outlet = outlet;
  }

  /** `lost`: how many messages, where the numbers tell. Times that do not span anything are no gap. */
  declare(from: Micros, to: Micros, lost?: number): void {
    if (lost === undefined && to <= from) return;
    this.#outlet.addEvent(
      gapEvent({
        source: this.#source,
        from: Math.min(from, to),
        to: Math.max(from, to),
        ...(lost === undefined ? {} : { lost }),
      }),
    );
    if (this.#open.length >= MAX_OPEN) this.#open.shift();
    this.#open.push({ from: Math.min(from, to), to: Math.max(from, to) });
  }

  /** A historical value of this time was taken. */
  fill(time: Micros, nowMs: number): void {
    if (this.#filled === 0 || time < this.#filledFrom) this.#filledFrom = time;
    if (this.#filled === 0 || time > this.#filledTo) this.#filledTo = time;
    this.#filled++;
    this.#filledAtMs = nowMs;
  }

  /**
   * Closes, once stored values have stopped coming, the gaps that they fall into: one event `gap.closed` each, with
   * the span they cover.
   */
  tick(nowMs: number): void {
    if (this.#filled === 0 || nowMs - this.#filledAtMs < SETTLE_MS) return;
    const isFilled = (gap: Span) => this.#filledFrom <= gap.to && this.#filledTo >= gap.from;
    for (const { from, to } of this.#open.filter(isFilled)) {
      const payload = {
        source: this.#source,
        from,
        to,
        filledFrom: this.#filledFrom,
        filledTo: this.#filledTo,
        values: this.#filled,
      };
      this.#outlet.addEvent(messageEvent("gap.closed", { schema: "gap-closed/1", time: to, payload }));
    }
    this.#open = this.#open.filter((gap) => !isFilled(gap));
    this.#filled = 0;
  }
}
