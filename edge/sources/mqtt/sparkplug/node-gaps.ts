import type { Micros } from "../../../contracts/path/sample-batch.ts";
import { gapEvent, messageEvent } from "../events.ts";
import type { Outlet } from "../outlet.ts";
import type { SequenceGap } from "./sequence.ts";

/** Declared gaps of one node that wait for historical values. The oldest gives way. */
const MAX_OPEN = 64;
/** After this time without further stored values all have arrived. */
const SETTLE_MS = 3_000;

interface Span {
  readonly from: Micros;
  readonly to: Micros;
}

/** Declares the gaps of one edge node, and reports when values that the node had stored (`is_historical`) fill them. */
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

  /**
   * `lost` is the number of messages, where known. An empty span is not a gap. `device`: only this device's messages;
   * otherwise those of the node and all its devices.
   */
  declare({ from, to, lost, device = "" }: SequenceGap & { readonly device?: string }): void {
    if (lost === undefined && to <= from) return;
    this.#outlet.addEvent(
      gapEvent({
        source: device === "" ? this.#source : `${this.#source}/${device}`,
        from: Math.min(from, to),
        to: Math.max(from, to),
        ...(lost === undefined ? {} : { lost }),
      }),
    );
    if (this.#open.length >= MAX_OPEN) this.#open.shift();
    this.#open.push({ from: Math.min(from, to), to: Math.max(from, to) });
  }

  /** Notes a historical value of this time. */
  fill(time: Micros, nowMs: number): void {
    if (this.#filled === 0 || time < this.#filledFrom) this.#filledFrom = time;
    if (this.#filled === 0 || time > this.#filledTo) this.#filledTo = time;
    this.#filled++;
    this.#filledAtMs = nowMs;
  }

  /**
   * Once no more stored values come, closes the gaps that they fall into: one event `gap.closed` each, with the span
   * they cover.
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
