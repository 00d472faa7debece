/** Ends of components that are foreseen, in one run (rules FK91 to FK93). */
import { afterBeside, afterWithin, overlap } from "./elapsing.ts";
import type { EndsAhead, ForeseenEnd } from "./ends-ahead.ts";
import type { StartState, StationPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import type { Running } from "./running.ts";

type RunPart = Pick<Running, "streams" | "watch">;

/** Draws the ends, whether they are averted or not, so that futures share them. */
export class ForeseenEnds implements EndsAhead {
  /** By life: when its machine failed by it; Infinity: not within the run. */
  readonly failedS: Float64Array;
  /** Most runs have none, and ask for each work. */
  readonly #hasAny: boolean;
  /** By place, the next one first. */
  readonly #next = new Map<number, ForeseenEnd[]>();

  constructor({ streams }: Pick<RunPart, "streams">, { lives = [] }: Pick<StartState, "lives">) {
    this.#hasAny = lives.length > 0;
    this.failedS = new Float64Array(lives.length).fill(Number.POSITIVE_INFINITY);
    for (const [life, { places, left, repair, renewedS = Number.POSITIVE_INFINITY }] of lives.entries()) {
      const entity = places[0] as number;
      const atS = streams.draw(PURPOSE.life, entity, left);
      const repairS = streams.draw(PURPOSE.replacement, entity, repair);
      const end: ForeseenEnd = { life, atS, repairS, isAverted: renewedS <= atS };
      for (const place of places) this.#next.set(place, [...(this.#next.get(place) ?? []), end]);
    }
    for (const ends of this.#next.values()) ends.sort((a, b) => a.atS - b.atS || a.life - b.life);
  }

  has(place: number): boolean {
    return this.#hasAny && (this.#next.get(place)?.length ?? 0) > 0;
  }

  nextAt(place: number): number {
    return this.#next.get(place)?.[0]?.atS ?? Number.POSITIVE_INFINITY;
  }

  takeBefore(place: number, timeS: number): ForeseenEnd | undefined {
    const ends = this.#next.get(place);
    const [next] = ends ?? [];
    if (next === undefined || next.atS >= timeS) return undefined;
    ends?.shift();
    return next;
  }

  failed({ life }: ForeseenEnd, atS: number): void {
    this.failedS[life] = Math.min(this.failedS[life] as number, atS);
  }
}

/**
 * When work of this length is done at a station with foreseen ends, from a time on, and the working time that is left
 * then to its next learnt breakdown. A component ends by the clock, and shows when the station works. What was learnt
 * counts such breakdowns, too: a foreseen end, and one that was averted, takes the place of the next learnt one.
 */
export function workedWithEnds(
  { streams, watch }: RunPart,
  ends: EndsAhead,
  { place, plan }: { readonly place: number; readonly plan: StationPlan },
  work: { readonly at: number; readonly lastsS: number; readonly toFailureS: number },
): { readonly end: number; readonly toFailureS: number } {
  const { failures, outages = [], openings } = plan;
  let { at, lastsS: left, toFailureS: toFailure } = work;
  for (;;) {
    const stop = afterBeside(outages, at, Math.min(left, toFailure));
    const end = ends.takeBefore(place, stop);
    if (end === undefined && toFailure >= left) return { end: stop, toFailureS: toFailure - left };
    // An end in an outage shows behind it.
    const failedAt = end === undefined ? stop : afterBeside(outages, Math.max(at, end.atS), 0);
    const worked = end === undefined ? toFailure : failedAt - at - overlap(outages, at, failedAt);
    left = Math.max(0, left - worked);
    toFailure = Math.max(0, toFailure - worked);
    at = failedAt;
    if (end === undefined && failures !== undefined) {
      at = afterWithin(openings, at, streams.draw(PURPOSE.repair, place, failures.repair));
      watch?.repaired(place, failedAt, at);
      toFailure = streams.draw(PURPOSE.failure, place, failures.between);
    }
    if (end === undefined) continue;
    if (failures !== undefined) toFailure += streams.draw(PURPOSE.failure, place, failures.between);
    if (end.isAverted) continue;
    ends.failed(end, failedAt);
    at = afterWithin(openings, at, end.repairS);
    watch?.repaired(place, failedAt, at);
  }
}
