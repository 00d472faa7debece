/** Energy of each piece and process step, as a part of the energy book (rules PE in docs/rules/piece-energy.md). */
import type { ByTag } from "../../batch/by-tag.ts";
import type { EdgeEvent } from "../../contracts/path/event-batch.ts";
import { type DeletionTime, forgottenBefore } from "../../contracts/path/follower.ts";
import { type Micros, qualityOf, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { TagRef } from "../../contracts/plant/tag.ts";
import { matchesWord } from "../../contracts/plant/tag-pattern.ts";
import type { MaterialEvent, PieceEvent } from "../../contracts/production/material-event.ts";
import { materialReader } from "../../contracts/production/material-reader.ts";
import type { PieceEnergyCounters } from "../../contracts/production/piece-energy.ts";
import type { Channel, Closed } from "./channel.ts";
import { DEFAULTS, type PiecesConfig } from "./config.ts";
import type { HourRow, PieceStore, StepRow } from "./piece-store.ts";
import { type ClocksState, type SourceClock, SourceClocks } from "./source-clocks.ts";
import { endOf, type Station, type Stay, workFrom } from "./stays.ts";
import { type Bound, take, type WiringOptions, wired } from "./wiring.ts";

const HOUR_US = 3600e6;
const MINUTE_US = 60e6;
/** A channel that has been silent for longer does not keep the stays of its station. */
const SILENT_US = 2 * HOUR_US;
/** Letters of a name from outside. */
const MOST_LETTERS = 200;
/** Intervals are closed once in this time. */
const CLOSE_EVERY_US = 5e6;

/** Operations by station, as in the section of the material. */
export type StationOperations = readonly { readonly stations: readonly string[]; readonly id: string }[];

export interface PieceEnergyOptions extends Omit<WiringOptions, "clocks"> {
  readonly operations: StationOperations;
  readonly deletionTime?: DeletionTime | undefined;
}

type Places = readonly (readonly [piece: string, station: string])[];
type Counts = Pick<PieceEnergyCounters, "lateEvents" | "refused">;

export class PieceEnergy {
  readonly channels: readonly Channel[];
  readonly stations: ReadonlyMap<string, Station>;
  readonly config: PiecesConfig;
  readonly store: PieceStore;
  /** Not written yet. */
  steps: StepRow[] = [];
  hours: HourRow[] = [];
  readonly #options: PieceEnergyOptions;
  readonly #read: ReturnType<typeof materialReader>;
  readonly #clocks: SourceClocks;
  readonly #setUps: ReturnType<typeof wired>["setUps"];
  readonly #bound: ByTag<readonly Bound[]>;
  /** The station of each piece whose stay has no end. */
  readonly #at = new Map<string, Station>();
  #counts: Counts;
  #tickedAt: Micros;
  #forgetBefore: Micros = Number.NaN;

  constructor(options: PieceEnergyOptions) {
    const { config, plant, store } = options;
    this.#options = options;
    this.config = config;
    this.store = store;
    this.#read = materialReader(plant);
    this.#clocks = new SourceClocks(store.state("clocks") as ClocksState | undefined);
    this.#counts = (store.state("counts") as Counts | undefined) ?? { lateEvents: 0, refused: 0 };
    this.#tickedAt = (store.state("tickedAt") as Micros | undefined) ?? Number.NaN;
    const { channels, stations, setUps, bound } = wired({ ...options, clocks: this.#clocks });
    this.channels = channels;
    this.stations = stations;
    this.#setUps = setUps;
    this.#bound = bound;
    // Of stays that have no end, only one is where the piece is: reports may have come in another order.
    for (const [piece, label] of (store.state("at") as Places | undefined) ?? []) {
      const station = stations.get(label);
      if (station !== undefined) this.#at.set(piece, station);
    }
  }

  get tags(): readonly TagRef[] {
    return [...this.#bound.keys()] as TagRef[];
  }

  get waiting(): number {
    const readings = this.channels.reduce((sum, { trace }) => sum + trace.unwritten.times.length, 0);
    return this.steps.length + this.hours.length + readings;
  }

  get counters(): PieceEnergyCounters {
    const forgotten = [...this.stations.values()].reduce((sum, one) => sum + one.forgotten, 0);
    const lateReadings = this.channels.reduce((sum, { late }) => sum + late, 0);
    const dropped = this.channels.reduce((sum, { trace }) => sum + trace.dropped, 0);
    return { ...this.#counts, lateReadings, forgotten, dropped };
  }

  observe(samples: SampleBatch): void {
    const { receivedAt } = samples;
    for (let at = 0; at < samples.length; at++) {
      const bound = this.#bound.get(samples.tags[at] as number);
      if (bound === undefined) continue;
      this.#clocks.read((bound[0] as Bound).clock, samples.times[at] as Micros, receivedAt);
      if (qualityOf(samples.statuses[at] as number) === "bad") continue;
      const value = samples.values[at] as number;
      if (Number.isFinite(value)) for (const one of bound) take(one, samples.times[at] as Micros, value);
    }
  }

  take(event: EdgeEvent): void {
    const read = this.#read(event);
    if (read === undefined || !isOfPiece(read)) return;
    if (read.piece.length > MOST_LETTERS || read.place.length > MOST_LETTERS) {
      this.#counts = { ...this.#counts, refused: this.#counts.refused + 1 };
      return;
    }
    const clock = this.#clocks.of(read.clock);
    this.#clocks.arrived(clock, read.time, read.receivedAt);
    const station = this.stations.get(read.place);
    const before = this.#at.get(read.piece);
    // A piece is at one place: it has left the station whose report of that got lost.
    if (before !== undefined && before !== station && read.kind !== "piece.departed") {
      before.left(read.piece, read.time + clock.offsetUs - before.clock.offsetUs);
      this.#at.delete(read.piece);
    }
    if (station !== undefined) this.#here(station, read, clock);
  }

  tick(now: Micros): void {
    const { deletionTime } = this.#options;
    if (Math.floor(now / HOUR_US) !== Math.floor(this.#tickedAt / HOUR_US))
      this.#forgetBefore = forgottenBefore(now, this.config.keepDays ?? DEFAULTS.keepDays, deletionTime);
    if (Math.floor(now / CLOSE_EVERY_US) === Math.floor(this.#tickedAt / CLOSE_EVERY_US)) return;
    this.#tickedAt = now;
    const until = now - (this.config.settleMinutes ?? DEFAULTS.settleMinutes) * MINUTE_US;
    for (const channel of this.channels) {
      if (!channel.plan.station.isUsed) channel.rest();
      else for (const closed of channel.close(until)) this.#closed(channel, closed);
    }
    for (const station of this.stations.values()) if (station.isUsed) this.#forget(station);
  }

  /** Writes within the transaction of the book. Call the answer after it. */
  write(): () => void {
    const stations = [...this.stations.values()].filter(({ isUsed }) => isUsed);
    const texts = this.store.write({
      steps: this.steps,
      hours: this.hours,
      traces: this.channels.map(({ plan, trace }) => [plan.code, trace.unwritten, trace.keptFrom] as const),
      stays: stations.flatMap(({ label, changed }) => [...changed].map((stay) => [label, stay] as const)),
      gone: stations.flatMap(({ label, gone }) => [...gone].map((number) => [label, number] as const)),
      state: {
        clocks: this.#clocks.snapshot(),
        counts: this.#counts,
        tickedAt: this.#tickedAt,
        at: [...this.#at].map(([piece, { label }]) => [piece, label] as const) satisfies Places,
        ...Object.fromEntries(stations.map((one) => [`station ${one.label}`, one.snapshot()])),
        ...Object.fromEntries(this.channels.map((one) => [`channel ${one.plan.code}`, one.snapshot()])),
        ...Object.fromEntries([...this.#setUps].map(([label, one]) => [`set-up ${label}`, one.snapshot()])),
      },
      forgetBefore: this.#forgetBefore,
    });
    return () => {
      this.store.written(texts);
      this.steps = [];
      this.hours = [];
      for (const { trace } of this.channels) trace.unwritten = { times: [], values: [] };
      for (const station of this.stations.values()) station.written();
      this.#forgetBefore = Number.NaN;
    };
  }

  #here(station: Station, event: PieceEvent, clock: SourceClock): void {
    if (!station.isUsed) station.clock = clock;
    const shift = station.clock === clock ? 0 : clock.offsetUs - station.clock.offsetUs;
    const time = event.time + shift;
    station.take(this.#named(event), time, (event.startTime ?? Number.NaN) + shift);
    if (station.has(event.piece)) this.#at.set(event.piece, station);
    else if (this.#at.get(event.piece) === station) this.#at.delete(event.piece);
    const isLate = this.channels.some((one) => one.plan.station === station && one.ofStation(time) < one.begin);
    if (isLate) this.#counts = { ...this.#counts, lateEvents: this.#counts.lateEvents + 1 };
  }

  /** The operation that the station has by the config, where the event names none. */
  #named(event: PieceEvent): PieceEvent {
    if (event.operation !== undefined) return event;
    const found = this.#options.operations.find(({ stations }) =>
      stations.some((pattern) => matchesWord(pattern, event.place)),
    );
    return found === undefined ? event : { ...event, operation: found.id };
  }

  #closed(channel: Channel, closed: Closed): void {
    const { begin, amount, pieces, stays, idle, setUp, unmetered } = closed;
    const { code } = channel.plan;
    for (const [at, stay] of stays.entries()) this.steps.push(stepRow(channel, stay, pieces[at] as number, closed));
    const sum = pieces.reduce((all, one) => all + one, 0);
    const hour = Math.floor(begin / HOUR_US) * HOUR_US;
    this.hours.push({ channel: code, hour, metered: amount, pieces: sum, idle, setUp, unmetered });
  }

  /** Forgets what is closed in all channels of a station; a silent channel does not hold it up. */
  #forget(station: Station): void {
    const own = this.channels.filter(({ plan }) => plan.station === station);
    const begins = own.map((one) => one.begin + one.plan.clock.offsetUs).filter((begin) => !Number.isNaN(begin));
    if (begins.length === 0) return;
    const closed = Math.max(Math.min(...begins), Math.max(...begins) - SILENT_US);
    station.forget(closed - station.clock.offsetUs);
    for (const { plan } of own) plan.setUp.forget(closed);
  }
}

/** A piece's share of an interval; its end is known once the interval contains it. */
export function stepRow(channel: Channel, stay: Stay, amount: number, { end }: Pick<Closed, "end">): StepRow {
  const { code, station } = channel.plan;
  const finish = channel.atEdge(channel.ofStation(endOf(stay)));
  return {
    channel: code,
    number: stay.number,
    piece: stay.piece,
    operation: stay.operation,
    variant: stay.variant,
    order: stay.order,
    begin: channel.atEdge(channel.ofStation(workFrom(stay, station.reportsStarts))),
    finish: finish <= end ? finish : Number.NaN,
    amount,
  };
}

function isOfPiece(event: MaterialEvent): event is PieceEvent {
  return "piece" in event && event.kind !== "piece.measured";
}
