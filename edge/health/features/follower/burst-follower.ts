/**
 * Figures of vibration bursts as samples, so that historian, databases, trends, rules and dashboards treat them like
 * all other samples (rules WF29 to WF31 in docs/rules/waveform-features.md).
 */
import { BatchBuilder } from "../../../batch/builder.ts";
import type {
  Follower,
  FollowerMark,
  FollowerNeeds,
  FollowerOutput,
  Learned,
} from "../../../contracts/path/follower.ts";
import type { FollowerContext } from "../../../contracts/path/follower-plugin.ts";
import { BAD_NO_DATA, type Micros, type SampleBatch, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import { ACCELERATIONS, BURST_FIGURES } from "../../../contracts/plant/burst-tags.ts";
import type { TagRef } from "../../../contracts/plant/tag.ts";
import { HealthStore, type StoredPart } from "../../store.ts";
import { BurstFigures } from "../waveform/burst-figures.ts";
import { BurstTracking } from "../waveform/burst-tracking.ts";
import { type BurstSensor, burstSensors } from "./burst-sensors.ts";

/** Bursts of a sensor that come faster are used in part only. */
const LEAST_DISTANCE_US = 1e6;

/** Samples that wait for the next second at most; a burst for which there is no room gives none. */
const MOST_PENDING = 60_000;
/** Tag, time, value, status and flags of a sample that waits. */
const COLUMNS = 5;

/** What the next samples of a sensor depend on. */
interface Sensor extends BurstSensor {
  /** Start of the newest burst that counts. */
  at: Micros;
  /** Figures whose newest sample is a number. */
  readonly known: Uint8Array;
  /** The log has named a burst of it that was left out. */
  isNamed: boolean;
}

interface State {
  readonly sensors: ReadonlyMap<string, { readonly at: Micros; readonly known: Uint8Array }>;
  /** Samples that the next second gives out, in rows of five columns. */
  readonly pending: Float64Array;
}

type Numbers = [value: number, status: number, flags: number];
type OfContext = Pick<FollowerContext, "plant" | "tags" | "path" | "follows" | "log">;

export class BurstFollower implements Follower, Learned<State> {
  readonly name = "bursts";
  readonly waiting = 0;
  readonly needs: FollowerNeeds;
  readonly #log: OfContext["log"];
  readonly #store: HealthStore;
  readonly #sensors: ReadonlyMap<TagRef, Sensor>;
  readonly #speeds: BurstTracking;
  readonly #figures = new BurstFigures();
  readonly #columns = new Float64Array(BURST_FIGURES.length);
  #pending: number[] = [];
  #mark: FollowerMark;
  /** Bursts since it was opened that gave no samples, because they came too fast. */
  #leftOut = 0;

  constructor({ plant, tags, path, follows, log }: OfContext) {
    this.#log = log;
    this.#sensors = new Map(
      burstSensors(plant, tags).map((sensor) => [
        sensor.tag.ref,
        { ...sensor, at: Number.NaN, known: new Uint8Array(BURST_FIGURES.length), isNamed: false },
      ]),
    );
    this.#speeds = new BurstTracking(tags.all());
    this.needs = { tags: this.#speeds.inputs, events: [], waveforms: true };
    this.#store = new HealthStore(path, log, follows);
    this.#mark = this.#store.mark;
    this.#store.restore(this.#parts);
  }

  get mark(): FollowerMark {
    return this.#mark;
  }

  get leftOut(): number {
    return this.#leftOut;
  }

  get note(): string | undefined {
    return this.#store.note;
  }

  observe({ length, tags, times, values, statuses }: SampleBatch): void {
    for (let row = 0; row < length; row++) {
      const value = values[row] as number;
      if ((statuses[row] as number) >>> 30 === 0 && Number.isFinite(value))
        this.#speeds.sample(tags[row] as TagRef, times[row] as number, value);
    }
  }

  take(): void {}

  takeWaveform(block: WaveformBlock): void {
    const sensor = this.#sensors.get(block.tag);
    if (sensor === undefined) return;
    // A burst that is delivered again gives the same samples, which stores keep once.
    if (block.start === sensor.at) return;
    const isFull = this.#pending.length >= COLUMNS * MOST_PENDING;
    if (isFull || Math.abs(block.start - sensor.at) < LEAST_DISTANCE_US) {
      this.#leaveOut(sensor);
      return;
    }
    sensor.at = block.start;
    this.#measure(sensor, block);
    this.#add(sensor, block);
  }

  tick(second: Micros): FollowerOutput | undefined {
    const pending = this.#pending;
    if (pending.length === 0) return undefined;
    this.#pending = [];
    const builder = new BatchBuilder();
    for (let at = 0; at < pending.length; at += COLUMNS) {
      const [tag, time, value, status, flags] = pending.slice(at, at + COLUMNS) as [TagRef, Micros, ...Numbers];
      builder.add(tag, time, value, status, flags);
    }
    return { samples: builder.finish(second) };
  }

  write(mark: FollowerMark): void {
    this.#store.write(this.#parts, mark);
    this.#mark = mark;
  }

  close(): void {
    this.#store.close();
  }

  snapshot(): State {
    const sensors = [...this.#sensors.values()].map(({ tag, at, known }) => [tag.tagUid, { at, known }] as const);
    return { sensors: new Map(sensors), pending: Float64Array.from(this.#pending) };
  }

  restore({ sensors, pending }: State): void {
    for (const sensor of this.#sensors.values()) {
      const stored = sensors.get(sensor.tag.tagUid);
      if (stored === undefined) continue;
      sensor.at = stored.at;
      sensor.known.set(stored.known.subarray(0, sensor.known.length));
    }
    this.#pending = [...pending];
  }

  get #parts(): readonly StoredPart[] {
    return [
      { key: "bursts", form: 1, part: this },
      { key: "shaft speeds", form: 1, part: this.#speeds },
    ];
  }

  /** A block without points says by its status why (rule K14). */
  #measure({ orders }: BurstSensor, block: WaveformBlock): void {
    const scale = ACCELERATIONS.get(block.unit) ?? Number.NaN;
    this.#columns.fill(Number.NaN);
    if (!(block.dtS > 0)) return;
    const of = { rateHz: 1 / block.dtS, scale, orders };
    this.#figures.measure(block.points, { ...of, steady: this.#speeds.steady(block) }, this.#columns);
  }

  #add({ figures, known }: Sensor, { start, status, flags }: WaveformBlock): void {
    for (let at = 0; at < figures.length; at++) {
      const ref = figures[at];
      const value = this.#columns[at] as number;
      const isKnown = Number.isFinite(value);
      // Said once: a figure that bursts never give has no samples.
      if (ref === undefined || (!isKnown && known[at] === 0)) continue;
      known[at] = isKnown ? 1 : 0;
      const ofBurst = status >>> 30 === 0 ? BAD_NO_DATA : status;
      this.#pending.push(ref, start, value, isKnown ? status : ofBurst, flags | SampleFlag.derived);
    }
  }

  #leaveOut(sensor: Sensor): void {
    this.#leftOut++;
    if (sensor.isNamed) return;
    sensor.isNamed = true;
    const { assetUid, component, signal } = sensor.tag;
    this.#log.info({ asset: assetUid, component, signal }, "bursts come faster than one a second: one of them is used");
  }
}
