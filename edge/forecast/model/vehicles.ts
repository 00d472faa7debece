import { NONE } from "./floor.ts";
import type { LanePlan, StartPiece } from "./plan.ts";
import { PURPOSE } from "./purposes.ts";
import { EVENT, type Running } from "./running.ts";

/** Vehicles: a free one fetches a full load for the destination that has least. */
export class Vehicles {
  readonly #run: Running;
  readonly #lanes: readonly LanePlan[];
  readonly #isFrom: Uint8Array;
  /** By place: pieces that vehicles are on their way to fetch. */
  readonly #claimed: Int32Array;
  /** Free numbers of rides, one for each vehicle that has nothing to do. */
  readonly #free: number[];
  readonly #lane: Int32Array;
  readonly #to: Int32Array;
  readonly #pieces: number[][];
  #isAsked = false;

  constructor(run: Running, count: number) {
    this.#run = run;
    this.#lanes = run.plan.lanes;
    this.#isFrom = new Uint8Array(run.plan.places.length);
    for (const { from } of this.#lanes) this.#isFrom[from] = 1;
    this.#claimed = new Int32Array(run.plan.places.length);
    this.#free = Array.from({ length: count }, (_, at) => count - 1 - at);
    this.#lane = new Int32Array(count);
    this.#to = new Int32Array(count).fill(NONE);
    this.#pieces = Array.from({ length: count }, () => []);
  }

  isLoadedAt(place: number): boolean {
    return this.#isFrom[place] === 1;
  }

  /** Pieces on vehicles. */
  get carried(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  look(): void {
    this.#isAsked = true;
  }

  /** Sends free vehicles. Moves nothing at once, and so gives false. */
  assign(): boolean {
    if (!this.#isAsked) return false;
    this.#isAsked = false;
    while (this.#free.length > 0) {
      const [lane, to] = this.#neediest();
      if (lane === NONE) break;
      const { from, load, approach } = this.#lanes[lane] as LanePlan;
      const ride = this.#free.pop() as number;
      this.#claimed[from] = (this.#claimed[from] as number) + load;
      this.#reserve(to, load);
      this.#lane[ride] = lane;
      this.#to[ride] = to;
      const { kernel, streams, watch } = this.#run;
      watch?.sent(ride, lane, to, load, kernel.now);
      kernel.schedule(kernel.now + streams.draw(PURPOSE.approach, lane, approach), EVENT.picked, ride);
    }
    return false;
  }

  picked(ride: number): void {
    const lane = this.#lane[ride] as number;
    const { from, load } = this.#lanes[lane] as LanePlan;
    this.#claimed[from] = (this.#claimed[from] as number) - load;
    const pieces = this.#pieces[ride] as number[];
    while (pieces.length < load) pieces.push(this.#run.leave(from, NONE));
    this.#carry(ride, undefined);
    this.#isAsked = true;
  }

  /** A load on its way at the start of a run, to a place with room, else the first. False: no vehicle or way. */
  startRide(lane: number, pieces: readonly StartPiece[], leftS: number): boolean {
    const { to } = this.#lanes[lane] as LanePlan;
    const group = to[(pieces[0] as StartPiece).variant] ?? [];
    const ride = group.length === 0 ? undefined : this.#free.pop();
    if (ride === undefined) return false;
    const room = this.#run.roomIn(group, pieces.length);
    this.#lane[ride] = lane;
    this.#to[ride] = room === NONE ? (group[0] as number) : room;
    this.#reserve(this.#to[ride] as number, pieces.length);
    this.#run.watch?.sent(ride, lane, this.#to[ride] as number, pieces.length, this.#run.kernel.now);
    for (const { variant, order } of pieces)
      (this.#pieces[ride] as number[]).push(this.#run.floor.create(variant, order));
    this.#carry(ride, leftS);
    return true;
  }

  dropped(ride: number): void {
    const to = this.#to[ride] as number;
    const pieces = this.#pieces[ride] as number[];
    this.#run.watch?.unloaded(ride, this.#run.kernel.now);
    this.#reserve(to, -pieces.length);
    for (const piece of pieces) this.#run.enter(to, piece);
    pieces.length = 0;
    this.#free.push(ride);
    this.#isAsked = true;
  }

  #carry(ride: number, leftS: number | undefined): void {
    const { kernel, streams, watch } = this.#run;
    watch?.loaded(ride, kernel.now);
    const lane = this.#lane[ride] as number;
    const lasts = leftS ?? streams.draw(PURPOSE.carry, lane, (this.#lanes[lane] as LanePlan).carry);
    kernel.schedule(kernel.now + lasts, EVENT.dropped, ride);
  }

  /** The lane with a full load whose destination is emptiest, and that destination. */
  #neediest(): readonly [lane: number, to: number] {
    const { floor, plan } = this.#run;
    let best: readonly [number, number] = [NONE, NONE];
    let least = Number.POSITIVE_INFINITY;
    for (const [lane, { from, to, load }] of this.#lanes.entries()) {
      if ((floor.ready[from] as number) - (this.#claimed[from] as number) < load) continue;
      const group = to[floor.variant[floor.first[from] as number] as number] ?? [];
      const place = group.length === 0 ? NONE : this.#run.roomIn(group, load);
      if (place === NONE) continue;
      const target = plan.places[place];
      const capacity = target?.kind === "buffer" ? target.capacity : Number.POSITIVE_INFINITY;
      const share = (floor.count[place] as number) / capacity;
      if (share >= least) continue;
      least = share;
      best = [lane, place];
    }
    return best;
  }

  #reserve(place: number, pieces: number): void {
    const { reserved } = this.#run.floor;
    reserved[place] = (reserved[place] as number) + pieces;
  }
}
