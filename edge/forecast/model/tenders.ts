import type { ForeseenState } from "../../contracts/forecast/states.ts";
import { NONE } from "./floor.ts";
import type { TenderPlan } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { EVENT, type Running } from "./running.ts";

const IDLE = 0;
const FETCHING = 1;
const HOLDING = 2;
const BLOCKED = 3;
const NOTHING = [NONE, NONE] as const;

//   idle ──▶ fetching ──▶ holding ──▶ (blocked ──▶) idle
//            exchange      the finished piece, until it is put down

/** Robots that exchange the finished piece of a station for its next one. */
export class Tenders {
  readonly #run: Running;
  readonly #state: Uint8Array;
  readonly #station: Int32Array;
  readonly #from: Int32Array;
  readonly #held: Int32Array;
  readonly #turn: Int32Array;
  readonly #isAsked: Uint8Array;
  #asked = 0;
  /** By tender: the waiting piece that it is about to take. */
  readonly #claimed: Int32Array;

  constructor(run: Running) {
    this.#run = run;
    const count = run.plan.tenders.length;
    this.#state = new Uint8Array(count);
    this.#station = new Int32Array(count).fill(NONE);
    this.#from = new Int32Array(count).fill(NONE);
    this.#held = new Int32Array(count).fill(NONE);
    this.#turn = new Int32Array(count);
    this.#isAsked = new Uint8Array(count);
    this.#claimed = new Int32Array(count).fill(NONE);
  }

  /** Pieces in grippers. */
  get carried(): number {
    return this.#held.reduce((sum, piece) => (piece === NONE ? sum : sum + 1), 0);
  }

  doing(tender: number): ForeseenState {
    const state = this.#state[tender];
    return state === IDLE ? "waiting" : state === BLOCKED ? "blocked" : "working";
  }

  /** Tenders of the group's stations may have something to do. */
  call(group: readonly number[]): void {
    for (const place of group) {
      const plan = this.#run.plan.places[place];
      if (plan?.kind === "station" && plan.tender !== undefined) this.look(plan.tender);
    }
  }

  look(tender: number): void {
    if (this.#isAsked[tender] === 1) return;
    this.#isAsked[tender] = 1;
    this.#asked++;
  }

  /** Lets those that were asked decide. True if pieces may be able to move by it. */
  decide(): boolean {
    if (this.#asked === 0) return false;
    let hasMoved = false;
    for (let tender = 0; tender < this.#state.length; tender++) {
      if (this.#isAsked[tender] === 0) continue;
      this.#isAsked[tender] = 0;
      this.#asked--;
      if (this.#state[tender] === BLOCKED) hasMoved = this.#release(tender) || hasMoved;
      if (this.#state[tender] === IDLE) this.#choose(tender);
    }
    return hasMoved;
  }

  exchange(tender: number): void {
    const station = this.#station[tender] as number;
    const from = this.#from[tender] as number;
    const { stations, kernel } = this.#run;
    // It has come with the piece, and waits before a machine that went out meanwhile.
    const outTo = stations.outTo(station);
    if (outTo > kernel.now) {
      kernel.schedule(outTo, EVENT.exchanged, tender);
      return;
    }
    this.#held[tender] = stations.isFinished(station) ? this.#run.leave(station, NONE) : NONE;
    if (this.#held[tender] !== NONE) stations.emptied(station);
    if (from !== NONE) this.#bring(tender, from, station);
    this.#state[tender] = HOLDING;
    const put = this.#run.streams.draw(PURPOSE.put, tender, this.#plan(tender).put);
    this.#run.kernel.schedule(this.#run.kernel.now + put, EVENT.putDown, tender);
  }

  /** Brings the claimed piece, if nobody has taken it meanwhile (a machine beside it that has no tender). */
  #bring(tender: number, from: number, station: number): void {
    const { floor } = this.#run;
    const claimed = this.#claimed[tender] as number;
    this.#claimed[tender] = NONE;
    let before = NONE;
    for (let piece = floor.first[from] as number; piece !== NONE; before = piece, piece = floor.next[piece] as number) {
      if (piece !== claimed) continue;
      if (!this.#isFor(station, from, piece)) return;
      this.#run.enter(station, this.#run.leave(from, before));
      if (floor.ready[from] !== 0) this.#run.touch(from);
      return;
    }
  }

  putDown(tender: number): void {
    this.#state[tender] = this.#held[tender] === NONE ? IDLE : BLOCKED;
    this.look(tender);
  }

  #release(tender: number): boolean {
    const piece = this.#held[tender] as number;
    const station = this.#station[tender] as number;
    const group = this.#run.groupOf(station, piece);
    const to = group === undefined ? NONE : this.#run.roomIn(group);
    if (to === NONE) return false;
    this.#held[tender] = NONE;
    this.#state[tender] = IDLE;
    this.#run.enter(to, piece);
    return true;
  }

  /** The next station, in turn, that can be served. */
  #choose(tender: number): void {
    const { stations } = this.#plan(tender);
    for (let step = 0; step < stations.length; step++) {
      const at = ((this.#turn[tender] as number) + step) % stations.length;
      const station = stations[at] as number;
      if (this.#isServed(station) || this.#run.stations.outTo(station) > this.#run.kernel.now) continue;
      const isDone = this.#run.stations.isFinished(station);
      if (!isDone && !this.#run.stations.takesTended(station)) continue;
      if (isDone && !this.#canPutDown(station)) continue;
      const [from, piece] = this.#run.stations.isOpen(station) ? this.#waitingFor(station) : NOTHING;
      if (!isDone && from === NONE) continue;
      this.#turn[tender] = at + 1;
      this.#claimed[tender] = piece;
      this.#serve(tender, station, from);
      return;
    }
  }

  #serve(tender: number, station: number, from: number): void {
    const { fetch, empty } = this.#plan(tender);
    this.#state[tender] = FETCHING;
    this.#station[tender] = station;
    this.#from[tender] = from;
    const lasts = this.#run.streams.draw(PURPOSE.fetch, tender, from === NONE ? empty : fetch);
    this.#run.kernel.schedule(this.#run.kernel.now + lasts, EVENT.exchanged, tender);
  }

  #canPutDown(station: number): boolean {
    const piece = this.#run.floor.first[station] as number;
    const group = this.#run.groupOf(station, piece);
    return group?.some((place) => this.#run.willHaveRoom(place)) === true;
  }

  /** A place whose next piece, behind those that tenders are about to take, is for this station; and that piece. */
  #waitingFor(station: number): readonly [from: number, piece: number] {
    const { routing, floor } = this.#run;
    for (const feeder of routing.feeders[station] as readonly number[]) {
      let piece = floor.first[feeder] as number;
      while (piece !== NONE && this.#claimed.includes(piece)) piece = floor.next[piece] as number;
      if (piece !== NONE && this.#isFor(station, feeder, piece)) return [feeder, piece];
    }
    return NOTHING;
  }

  #isFor(station: number, from: number, piece: number): boolean {
    return this.#run.floor.isReady[piece] === 1 && this.#run.groupOf(from, piece)?.includes(station) === true;
  }

  /** Another tender is on its way to the station. */
  #isServed(station: number): boolean {
    return this.#state.some((state, tender) => state === FETCHING && this.#station[tender] === station);
  }

  #plan(tender: number): TenderPlan {
    return this.#run.plan.tenders[tender] as TenderPlan;
  }
}
