import type { ForeseenState } from "../../contracts/forecast/states.ts";
import { afterBeside, afterWithin, NEVER_S, overlap } from "./elapsing.ts";
import { outageLeft } from "./failures.ts";
import { NONE } from "./floor.ts";
import { workedWithEnds } from "./foreseen-ends.ts";
import { Manned } from "./manned.ts";
import type { Openings } from "./openings.ts";
import type { StartState, StationPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { residual } from "./residual.ts";
import { EVENT, type Running } from "./running.ts";

const GATHERING = 0;
const WORKING = 1;
const HANDING_ON = 2;

//   gathering ──▶ working ──▶ handing on ──▶ gathering
//                 load, set-up, work, repair   until every piece has found room

/** Stations: loading, set-up, work, breakdowns, unloading. */
export class Stations {
  readonly #run: Running;
  readonly #phase: Uint8Array;
  readonly #setUpFor: Int32Array;
  readonly #freeSince: Float64Array;
  /** Working time left until the next breakdown; Infinity: never. */
  readonly #toFailure: Float64Array;
  /** End of the outage in which the run began; 0: it did not. */
  readonly #outUntil: Float64Array;
  /** End of the present set-up. */
  readonly #setUpUntil: Float64Array;
  /** End of the present work, for the share of it that lies behind the end of a run. */
  readonly #until: Float64Array;
  /** Those that wait for people; absent: nobody is counted. */
  readonly manned: Manned | undefined;

  constructor(run: Running, { setUpFor, out }: Pick<StartState, "setUpFor" | "out">) {
    this.#run = run;
    const { places } = run.plan;
    this.#phase = new Uint8Array(places.length);
    this.#setUpFor = Int32Array.from(places, (_, place) => setUpFor.get(place) ?? NONE);
    this.#freeSince = new Float64Array(places.length);
    this.#toFailure = new Float64Array(places.length).fill(Number.POSITIVE_INFINITY);
    this.#setUpUntil = new Float64Array(places.length);
    this.#until = new Float64Array(places.length);
    this.#outUntil = new Float64Array(places.length);
    this.manned = run.plan.crews === undefined ? undefined : new Manned(run, this);
    for (const [place, plan] of places.entries()) {
      if (plan.kind !== "station") continue;
      if (plan.failures !== undefined)
        this.#toFailure[place] = run.streams.draw(PURPOSE.failure, place, plan.failures.between);
      this.manned?.breaksAfter(place, this.#toFailure[place] as number);
      const outS = out?.get(place);
      if (outS !== undefined) this.#isOut(place, plan, outS);
      for (const [from] of plan.openings ?? []) if (from > 0) run.kernel.schedule(from, EVENT.opened, place);
      for (const [, to] of plan.outages ?? []) if (to > 0) run.kernel.schedule(to, EVENT.opened, place);
    }
  }

  /** It has been out for so much planned time when the run begins. */
  #isOut(place: number, plan: StationPlan, outS: number): void {
    const { streams, kernel } = this.#run;
    const leftS = streams.draw(PURPOSE.repair, place, outageLeft(plan.failures, outS));
    if (this.manned?.has(place) === true) {
      this.manned.isOut(place, leftS);
      return;
    }
    const until = afterWithin(plan.openings, 0, leftS);
    this.#outUntil[place] = until;
    kernel.schedule(until, EVENT.opened, place);
  }

  /** Whether a piece may enter. */
  takes(place: number): boolean {
    const plan = this.#plan(place);
    return (
      this.#phase[place] === GATHERING && (this.#run.floor.count[place] as number) < plan.batch && this.isOpen(place)
    );
  }

  isOpen(place: number): boolean {
    const { openings } = this.#plan(place);
    const { now } = this.#run.kernel;
    return this.outTo(place) <= now && (openings === undefined || isIn(openings, now));
  }

  /** End of the outage in which it stands now; the present where it does not. */
  outTo(place: number): number {
    const { now } = this.#run.kernel;
    if (this.manned?.isOutStill(place) === true) return NEVER_S;
    const certain = this.#plan(place).outages?.find(([from, to]) => from <= now && now < to);
    return Math.max(now, this.#outUntil[place] as number, certain?.[1] ?? 0);
  }

  /** Whether its tender may bring a piece. */
  takesTended(place: number): boolean {
    return this.#phase[place] === GATHERING && this.#run.floor.count[place] === 0;
  }

  isFinished(place: number): boolean {
    return this.#phase[place] === HANDING_ON && this.#run.floor.ready[place] !== 0;
  }

  /** What it is doing now. Its breakdowns are heard by `RunWatch.repaired`. */
  doing(place: number): ForeseenState {
    const { kernel, floor } = this.#run;
    const { tender } = this.#plan(place);
    if (this.outTo(place) > kernel.now) return "down";
    const isUnderWay =
      this.#phase[place] === WORKING || (this.#phase[place] === HANDING_ON && floor.ready[place] === 0);
    if (isUnderWay && this.manned?.has(place) === true) return this.manned.doing(place);
    if (this.#phase[place] === WORKING) return kernel.now < (this.#setUpUntil[place] as number) ? "setup" : "working";
    if (this.#phase[place] === HANDING_ON) {
      // What is not ready yet is being unloaded.
      if (floor.ready[place] === 0) return "working";
      const next = this.#run.groupOf(place, floor.first[place] as number);
      return tender !== undefined && next?.some((to) => this.#run.willHaveRoom(to)) === true ? "waiting" : "blocked";
    }
    if (!this.isOpen(place)) return "closed";
    return floor.count[place] === 0 ? "starved" : "waiting";
  }

  /** When a station last became free; places that are none come first. */
  freeSince(place: number): number {
    return this.#freeSince[place] as number;
  }

  /** `forS`: the piece has been there for so long already (start of a run). */
  entered(place: number, forS = 0): void {
    const plan = this.#plan(place);
    if ((this.#run.floor.count[place] as number) < plan.batch || !this.isOpen(place)) return;
    const { streams, floor } = this.#run;
    const variant = floor.variant[floor.first[place] as number] as number;
    const known = this.#setUpFor[place] as number;
    const change = known === NONE || known === variant ? undefined : plan.setUp?.(known, variant);
    this.#setUpFor[place] = variant;
    const setUp = change === undefined ? 0 : streams.draw(PURPOSE.setUp, place, residual(change, forS));
    this.#setUpUntil[place] = this.#run.kernel.now + setUp;
    const load = streams.draw(PURPOSE.load, place, plan.load);
    const work = streams.draw(PURPOSE.work, place, this.#workOf(plan, variant));
    if (this.manned?.has(place) === true) {
      this.#phase[place] = WORKING;
      this.manned.begin(place, { setUpS: setUp, loadS: load, workS: work });
    } else this.begin(place, setUp + load + work);
  }

  /** Working time begins, or an outage ends: a batch that came before it, or was there at the start, is begun. */
  opened(place: number): void {
    if (this.#phase[place] === GATHERING) this.entered(place);
  }

  /** The station is set up for this variant (start of a run). */
  isSetUpFor(place: number, variant: number): void {
    this.#setUpFor[place] = variant;
  }

  /** Work that is under way at the start of a run, or begins: `lastsS` of it are left. */
  begin(place: number, lastsS: number): void {
    const { now } = this.#run.kernel;
    this.#phase[place] = WORKING;
    if (this.manned?.has(place) === true) {
      this.manned.begin(place, { workS: lastsS });
      return;
    }
    const end = this.#endOf(place, now, lastsS);
    this.#until[place] = end;
    this.#run.tally.busy(place, end - now);
    const { outages } = this.#plan(place);
    if (outages !== undefined) this.#run.tally.stood(place, overlap(outages, now, end));
    this.#run.kernel.schedule(end, EVENT.worked, place);
  }

  /** Finished before the run began: it waits to be handed on. */
  finishedBefore(place: number): void {
    this.#phase[place] = HANDING_ON;
  }

  worked(place: number): void {
    const plan = this.#plan(place);
    const unload = plan.tender === undefined ? this.#run.streams.draw(PURPOSE.unload, place, plan.unload) : 0;
    this.#phase[place] = HANDING_ON;
    if (unload > 0 && this.manned?.has(place) === true) this.manned.unload(place, unload);
    else if (unload > 0) this.#run.kernel.schedule(this.#run.kernel.now + unload, EVENT.unloaded, place);
    else this.unloaded(place);
  }

  unloaded(place: number): void {
    const { floor } = this.#run;
    for (let piece = floor.first[place] as number; piece !== NONE; piece = floor.next[piece] as number)
      if (floor.isReady[piece] === 0) this.#run.becomeReady(place, piece);
  }

  emptied(place: number): void {
    if (this.#phase[place] !== HANDING_ON) return;
    this.#phase[place] = GATHERING;
    this.#freeSince[place] = this.#run.kernel.now;
    this.#run.touchFeeders(place);
  }

  /** Work that goes on behind the end of the run was counted whole. */
  closeBooks(now: number): void {
    this.manned?.closeBooks(now);
    for (const [place, until] of this.#until.entries()) {
      if (until <= now || this.#phase[place] !== WORKING) continue;
      this.#run.tally.busy(place, now - until);
      const { outages } = this.#plan(place);
      if (outages !== undefined) this.#run.tally.stood(place, -overlap(outages, now, until));
    }
  }

  /** When work of this length is done, with breakdowns, their repair and certain outages in between. */
  #endOf(place: number, now: number, lastsS: number): number {
    const plan = this.#plan(place);
    const { failures, outages = [], openings } = plan;
    let at = Math.max(now, this.#outUntil[place] as number);
    if (this.#run.ends.has(place)) {
      const work = { at, lastsS, toFailureS: this.#toFailure[place] as number };
      const { end, toFailureS } = workedWithEnds(this.#run, this.#run.ends, { place, plan }, work);
      this.#toFailure[place] = toFailureS;
      return end;
    }
    let left = lastsS;
    if (failures !== undefined) {
      const { streams } = this.#run;
      let toFailure = this.#toFailure[place] as number;
      while (toFailure < left) {
        at = afterBeside(outages, at, toFailure);
        const failedAt = at;
        at = afterWithin(openings, at, streams.draw(PURPOSE.repair, place, failures.repair));
        this.#run.watch?.repaired(place, failedAt, at);
        left -= toFailure;
        toFailure = streams.draw(PURPOSE.failure, place, failures.between);
      }
      this.#toFailure[place] = toFailure - left;
    }
    return afterBeside(outages, at, left);
  }

  #workOf({ work }: StationPlan, variant: number): StationPlan["load"] {
    return work[variant] as StationPlan["load"];
  }

  #plan(place: number): StationPlan {
    return this.#run.plan.places[place] as StationPlan;
  }
}

function isIn(stretches: Openings, now: number): boolean {
  for (const [from, to] of stretches) if (from <= now && now < to) return true;
  return false;
}
