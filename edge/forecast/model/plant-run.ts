import { Kernel } from "../kernel/kernel.ts";
import { Streams } from "../kernel/streams.ts";
import { Floor, NONE } from "./floor.ts";
import { ForeseenEnds } from "./foreseen-ends.ts";
import { Moves } from "./moves.ts";
import type { BufferPlan, ModelPlan, PlacePlan, StartState } from "./plan.ts";
import { PURPOSES } from "./purposes.ts";
import { Reactions } from "./reactions.ts";
import { Routing } from "./routing.ts";
import type { RunWatch } from "./run-watch.ts";
import { eventsAtOnce, type Running } from "./running.ts";
import { placeStart } from "./start.ts";
import { Stations } from "./stations.ts";
import { Supply } from "./supply.ts";
import { type RunResult, Tally } from "./tally.ts";
import { Tenders } from "./tenders.ts";
import { Arrivals, Belts } from "./travel.ts";
import { Vehicles } from "./vehicles.ts";

/** Pieces that a source holds ready, so that it need not hold all that is ordered. */
const SOURCE_HOLDS = 64;

/** One run of a plan: a plant whose pieces move when time, room and route allow it. */
export class PlantRun implements Running {
  readonly plan: ModelPlan;
  readonly watch: RunWatch | undefined;
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly floor: Floor;
  readonly tally: Tally;
  readonly routing: Routing;
  readonly ends: ForeseenEnds;
  readonly stations: Stations;
  readonly belts: Belts;
  readonly tenders: Tenders;
  readonly vehicles: Vehicles;
  readonly #arrivals: Arrivals;
  readonly #parts: Reactions;
  readonly #supply: Supply;
  /** Places whose pieces may be able to move now, each at most once. */
  readonly #dirty: Int32Array;
  readonly #isDirty: Uint8Array;
  #dirtyCount = 0;
  readonly #moves = new Moves();
  readonly #isOutput: Uint8Array;

  constructor(plan: ModelPlan, start: StartState, seed: number, watch?: RunWatch) {
    this.plan = plan;
    this.watch = watch;
    const { places, tenders, lanes, vehicles, arrivals } = plan;
    const entities = Math.max(places.length, tenders.length, lanes.length, arrivals.length, 1);
    this.kernel = new Kernel(eventsAtOnce(plan, start));
    this.streams = new Streams({ seed, purposes: PURPOSES, entities });
    this.floor = new Floor(plan);
    this.tally = new Tally(plan, start.orders);
    this.routing = new Routing(plan, this.streams);
    this.ends = new ForeseenEnds(this, start);
    this.stations = new Stations(this, start);
    this.belts = new Belts(this, start);
    this.tenders = new Tenders(this);
    this.vehicles = new Vehicles(this, vehicles);
    this.#arrivals = new Arrivals(this);
    this.#parts = new Reactions(this, this.#arrivals);
    this.#supply = new Supply(start, this.streams);
    this.#dirty = new Int32Array(places.length);
    this.#isDirty = new Uint8Array(places.length);
    this.#isOutput = new Uint8Array(places.length);
    for (const place of plan.outputs) this.#isOutput[place] = 1;
    for (let place = 0; place < places.length; place++) if (this.#placeOf(place).kind === "source") this.#refill(place);
    placeStart(this, start);
    for (let place = 0; place < places.length; place++) this.touch(place);
    this.#settle();
  }

  /** Runs to `untilS`, seconds from the start. */
  run(untilS: number): RunResult {
    const events = this.goOn(untilS);
    for (let place = 0; place < this.plan.places.length; place++)
      this.tally.at(place, untilS, this.floor.count[place] as number);
    this.tally.inside(untilS, this.inPlant);
    this.stations.closeBooks(untilS);
    const result = this.tally.result(untilS, this.inPlant, events);
    return { ...result, failedS: this.ends.failedS, crews: this.stations.manned?.crews ?? [] };
  }

  /** Runs to an instant between start and end, and gives the number of events. */
  goOn(untilS: number): number {
    return this.kernel.run(untilS, (kind, entity) => {
      this.#parts.react(kind, entity);
      this.#settle();
    });
  }

  /** Pieces that have left the source and not yet the plant. */
  get inPlant(): number {
    return this.floor.inside - this.#inSources;
  }

  #inSources = 0;

  touch(place: number): void {
    if (this.#isDirty[place] === 1) return;
    this.#isDirty[place] = 1;
    this.#dirty[this.#dirtyCount++] = place;
  }

  touchFeeders(place: number): void {
    for (const feeder of this.routing.feeders[place] as readonly number[]) this.touch(feeder);
  }

  hasRoom(place: number, pieces = 1): boolean {
    const plan = this.#placeOf(place);
    const { count, reserved } = this.floor;
    const held = (count[place] as number) + (reserved[place] as number);
    if (plan.kind === "buffer") return held + pieces <= plan.capacity;
    if (plan.kind === "station") return plan.tender === undefined && this.stations.takes(place);
    if (plan.kind === "belt") return held + pieces <= plan.capacity && this.belts.takes(place, plan);
    return true;
  }

  /** Room by the time a tender comes: a belt whose entry is occupied now moves on meanwhile. */
  willHaveRoom(place: number): boolean {
    const plan = this.#placeOf(place);
    return plan.kind === "belt" ? (this.floor.count[place] as number) < plan.capacity : this.hasRoom(place);
  }

  roomIn(group: readonly number[], pieces = 1): number {
    if (group.length === 1) return this.hasRoom(group[0] as number, pieces) ? (group[0] as number) : NONE;
    let best = NONE;
    for (const place of group)
      if (
        this.hasRoom(place, pieces) &&
        (best === NONE || this.stations.freeSince(place) < this.stations.freeSince(best))
      )
        best = place;
    return best;
  }

  enter(place: number, piece: number): void {
    const plan = this.#placeOf(place);
    const { now } = this.kernel;
    if (plan.kind === "sink") {
      if (this.#isOutput[place] === 1) this.tally.done(now, this.floor.order[piece] as number, !plan.isScrap);
      this.tally.inside(now, this.inPlant);
      this.floor.destroy(piece);
      return;
    }
    this.tally.at(place, now, this.floor.count[place] as number);
    this.floor.append(place, piece);
    if (plan.kind === "station") this.stations.entered(place);
    else if (plan.kind === "belt") this.belts.entered(place, plan);
    else this.becomeReady(place, piece);
  }

  becomeReady(place: number, piece: number): void {
    this.floor.choice[piece] = this.routing.choose(place, this.floor.variant[piece] as number);
    this.floor.setReady(place, piece);
    this.touch(place);
  }

  leave(place: number, before: number): number {
    const { now } = this.kernel;
    this.tally.at(place, now, this.floor.count[place] as number);
    const piece = this.floor.take(place, before);
    if (this.#placeOf(place).kind === "source") {
      this.tally.inside(now, this.inPlant);
      this.#inSources--;
      this.#refill(place);
    } else if (this.#isOutput[place] === 1) {
      const group = this.groupOf(place, piece);
      // Scrap is counted where it leaves.
      if (group === undefined || !this.routing.isScrap(group))
        this.tally.done(now, this.floor.order[piece] as number, true);
    }
    this.touchFeeders(place);
    return piece;
  }

  groupOf(place: number, piece: number): readonly number[] | undefined {
    const choices = this.plan.routes[place]?.[this.floor.variant[piece] as number];
    return choices?.[this.floor.choice[piece] as number]?.group;
  }

  #placeOf(place: number): PlacePlan {
    return this.plan.places[place] as PlacePlan;
  }

  #refill(place: number): void {
    const { capacity } = this.#placeOf(place) as BufferPlan;
    const most = Math.min(SOURCE_HOLDS, capacity);
    if (this.#arrivals.feeds(place)) return;
    while ((this.floor.count[place] as number) < most) {
      const next = this.#supply.next();
      if (next === undefined) return;
      this.add(place, next.variant, next.order);
    }
  }

  /** A new piece. At a source it does not count as in the plant yet. */
  add(place: number, variant: number, order: number): number {
    this.tally.inside(this.kernel.now, this.inPlant);
    const piece = this.floor.create(variant, order);
    if (this.#placeOf(place).kind === "source") this.#inSources++;
    this.enter(place, piece);
    return piece;
  }

  /** Moves all pieces that can move at this instant. */
  #settle(): void {
    this.#moves.begin();
    for (;;) {
      while (this.#dirtyCount > 0) {
        this.#moves.count(this.kernel.now);
        const place = this.#dirty[--this.#dirtyCount] as number;
        this.#isDirty[place] = 0;
        this.#advance(place);
      }
      if (!this.tenders.decide() && !this.vehicles.assign()) return;
    }
  }

  #advance(place: number): void {
    const plan = this.#placeOf(place);
    if (plan.kind === "station" && plan.tender !== undefined) this.tenders.look(plan.tender);
    else if (plan.kind === "sink" || this.floor.ready[place] === 0) return;
    else if (this.vehicles.isLoadedAt(place)) this.#load(place);
    else if (plan.kind === "station") this.#empty(place);
    else this.#handOn(place);
  }

  /** Scrap leaves by itself, vehicles fetch the rest. */
  #load(place: number): void {
    let before = NONE;
    for (let piece = this.floor.first[place] as number; piece !== NONE; ) {
      const after = this.floor.next[piece] as number;
      const group = this.floor.isReady[piece] === 0 ? undefined : this.groupOf(place, piece);
      if (group === undefined || !this.routing.isScrap(group)) before = piece;
      else this.enter(group[0] as number, this.leave(place, before));
      piece = after;
    }
    this.vehicles.look();
  }

  /** The first piece of a buffer or belt goes on, then the next one. */
  #handOn(place: number): void {
    while (this.floor.ready[place] !== 0) {
      this.#moves.count(this.kernel.now);
      const piece = this.floor.first[place] as number;
      if (this.floor.isReady[piece] === 0) return;
      const group = this.groupOf(place, piece);
      if (group === undefined) return;
      this.tenders.call(group);
      const to = this.roomIn(group);
      if (to === NONE) return;
      this.enter(to, this.leave(place, NONE));
    }
  }

  /** Hands on what a station has finished, each piece as soon as it has room. */
  #empty(place: number): void {
    let before = NONE;
    for (let piece = this.floor.first[place] as number; piece !== NONE; ) {
      const after = this.floor.next[piece] as number;
      const group = this.groupOf(place, piece);
      const to = group === undefined || this.floor.isReady[piece] === 0 ? NONE : this.roomIn(group);
      if (to === NONE) before = piece;
      else this.enter(to, this.leave(place, before));
      piece = after;
    }
    if (this.floor.count[place] === 0) this.stations.emptied(place);
  }
}
