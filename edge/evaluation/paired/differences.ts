/**
 * Where two twin runs differ in what they publish: rule E25 in docs/rules/evaluation.md. Instruments of twins draw the
 * same noise, so that a difference is physical; it counts when the instrument could show it.
 */
import type { ConditionReport } from "../../contracts/alerts/condition.ts";
import type { Micros, SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { AssetUid, TagRef } from "../../contracts/plant/tag.ts";
import type { ArrivedSecond } from "../input/arrived.ts";
import { featuresOf, isBeyondScatter } from "./waveform-features.ts";

/** Differences of one reading below this are invisible, in standard deviations of the noise. */
const SIGMAS = 3;
/** Number of readings over which a smaller difference shows by its RMS, such as that of a stuck or noisy instrument. */
const READINGS = 60;
/** Share of the noise and the step of the instrument, together, that such an RMS exceeds. */
const SHARE = 0.5;

/** Limits of what an instrument can show. */
export interface Floor {
  readonly noise: number;
  readonly resolution: number;
}

interface DifferencesPlan {
  readonly tags: number;
  readonly assets: readonly AssetUid[];
  floorOf(ref: TagRef): Floor | undefined;
}

/** The values of both runs as columns by tag; behind the tags, the alarms that the controller of each asset reports. */
export class Differences {
  readonly #floors: Float64Array;
  /** The same for the mean square over {@link READINGS}, and that of the newest readings. */
  readonly #meanFloors: Float64Array;
  readonly #meanSquares: Float64Array;
  readonly #faulty: Columns;
  readonly #sound: Columns;
  readonly #differs: Uint8Array;
  /** End of the second in which the tag last differed, before its present stretch; -Infinity if it never did. */
  readonly #last: Float64Array;
  /** End of the second since which the tag differs. */
  readonly #since: Float64Array;
  readonly #touched: Uint32Array;
  readonly #isTouched: Uint8Array;
  readonly #conditions: ReadonlyMap<AssetUid, TagRef>;
  #count = 0;

  /** `tags`: their number. `floorOf`: floor of the tag's instrument; if undefined, each change shows. */
  constructor({ tags, assets, floorOf }: DifferencesPlan) {
    const size = tags + assets.length;
    this.#conditions = new Map(assets.map((uid, at) => [uid, (tags + at) as TagRef]));
    this.#floors = new Float64Array(size);
    this.#meanFloors = new Float64Array(size);
    this.#meanSquares = new Float64Array(size);
    for (let ref = 0; ref < tags; ref++) {
      const { noise = 0, resolution = 0 } = floorOf(ref as TagRef) ?? {};
      this.#floors[ref] = SIGMAS * noise + resolution;
      this.#meanFloors[ref] = SHARE ** 2 * (noise ** 2 + resolution ** 2);
    }
    this.#faulty = columns(size);
    this.#sound = columns(size);
    this.#differs = new Uint8Array(size);
    this.#last = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
    this.#since = new Float64Array(size);
    this.#touched = new Uint32Array(size);
    this.#isTouched = new Uint8Array(size);
  }

  /** Compares the same second of both runs. */
  second(faulty: ArrivedSecond, sound: ArrivedSecond): void {
    this.#take(faulty.batch, this.#faulty);
    this.#take(sound.batch, this.#sound);
    this.#takeConditions(faulty.conditions, this.#faulty);
    this.#takeConditions(sound.conditions, this.#sound);
    for (let at = 0; at < this.#count; at++) {
      const ref = this.#touched[at] as number;
      this.#isTouched[ref] = 0;
      this.#note(ref, this.#isApart(ref), faulty.at);
    }
    this.#count = 0;
    this.#compareWaveforms(faulty, sound.waveforms);
  }

  /** Number by which the alarms of an asset's controller are compared. */
  conditionsOf(asset: AssetUid): TagRef | undefined {
    return this.#conditions.get(asset);
  }

  /** Whether the newest values of the tag differ. */
  differs(ref: TagRef): boolean {
    return this.#differs[ref] === 1;
  }

  /** Whether the tag differed at some time from `from` to before `to`, which is in the newest second. */
  hasDifferedBetween(ref: TagRef, from: Micros, to: Micros): boolean {
    return (this.differs(ref) && (this.#since[ref] as number) < to) || (this.#last[ref] as number) >= from;
  }

  #note(ref: number, isApart: boolean, at: Micros): void {
    if (isApart === (this.#differs[ref] === 1)) return;
    if (isApart) this.#since[ref] = at;
    // The tag differed until the previous second.
    else this.#last[ref] = at - 1;
    this.#differs[ref] = isApart ? 1 : 0;
  }

  #take({ length, tags, values, texts }: SampleBatch, into: Columns): void {
    for (let at = 0; at < length; at++) {
      const ref = tags[at] as number;
      into.values[ref] = values[at] as number;
      this.#touch(ref);
    }
    for (const [at, text] of texts) into.texts[tags[at] as number] = text;
  }

  #takeConditions(reports: readonly ConditionReport[], into: Columns): void {
    for (const { assetUid, conditionId, active } of reports) {
      const ref = this.#conditions.get(assetUid);
      if (ref === undefined) continue;
      const others = (into.texts[ref] ?? "").split("\n").filter((id) => id !== "" && id !== conditionId);
      into.texts[ref] = [...others, ...(active ? [conditionId] : [])].sort().join("\n");
      this.#touch(ref);
    }
  }

  #touch(ref: number): void {
    if (this.#isTouched[ref] === 1) return;
    this.#isTouched[ref] = 1;
    this.#touched[this.#count++] = ref;
  }

  #isApart(ref: number): boolean {
    const a = this.#faulty.values[ref] as number;
    const b = this.#sound.values[ref] as number;
    if (Number.isNaN(a) !== Number.isNaN(b)) return true;
    if (Number.isNaN(a)) return (this.#faulty.texts[ref] ?? "") !== (this.#sound.texts[ref] ?? "");
    const apart = Math.abs(a - b);
    const floor = this.#floors[ref] as number;
    const before = this.#meanSquares[ref] as number;
    // A large difference shows by itself; unlimited, it would stay in the mean for hours.
    const meanSquare = before + (Math.min(apart, floor) ** 2 - before) / READINGS;
    this.#meanSquares[ref] = meanSquare;
    return apart > floor || meanSquare > (this.#meanFloors[ref] as number);
  }

  /** Compares recordings of the same moment; a recording without a twin is a consequence of tags that differ. */
  #compareWaveforms({ waveforms, at }: ArrivedSecond, sound: readonly WaveformBlock[]): void {
    for (const block of waveforms) {
      const twin = sound.find(({ tag, start }) => tag === block.tag && start === block.start);
      if (twin === undefined || twin.points.length !== block.points.length) continue;
      const isApart = isBeyondScatter(featuresOf(block.points), featuresOf(twin.points), block.points.length);
      this.#note(block.tag, isApart, at);
    }
  }
}

interface Columns {
  readonly values: Float64Array;
  readonly texts: (string | undefined)[];
}

function columns(size: number): Columns {
  return { values: new Float64Array(size).fill(Number.NaN), texts: new Array<string | undefined>(size) };
}
