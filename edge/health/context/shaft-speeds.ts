/** Speeds of shafts around the time of a burst, for order tracking (rule WF33). */
import type { Learned } from "../../contracts/path/follower.ts";
import type { Micros } from "../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../contracts/path/waveform-block.ts";
import type { Tag, TagRef } from "../../contracts/plant/tag.ts";
import type { SpeedCourse } from "../features/waveform/order-tracking.ts";

/** Newest samples of a speed that are kept: a minute of one that is read four times a second. */
const MOST = 256;
/** A course needs as many samples within the burst, and reaches this share of its duration beyond them. */
const [LEAST_WITHIN, BEYOND] = [2, 0.3] as const;
/** Change of the speed, as a share of its mean, below which lines are found as they are, and above which none is. */
const [LEAST_CHANGE, MOST_CHANGE] = [0.02, 0.6] as const;
/** A burst's own speed lies between the speeds of the course, or this share beyond. */
const NEAR = 0.03;
/** A speed that is extrapolated stays above this share of the lowest one. */
const LEAST_SHARE = 0.5;
const PER_MIN = "/min";

interface Speed {
  readonly times: Float64Array;
  readonly values: Float64Array;
  count: number;
}

type State = ReadonlyMap<TagRef, { readonly times: Float64Array; readonly values: Float64Array }>;

export class ShaftSpeeds implements Learned<State> {
  /** Tags that it reads. */
  readonly inputs: readonly TagRef[];
  readonly #speeds = new Map<TagRef, Speed>();
  /** By ref, up to the highest of these tags: 1 for those that are read, because samples of all tags come. */
  readonly #isRead: Uint8Array;
  /** By the waveform's tag. */
  readonly #speedOf = new Map<TagRef, Speed>();

  constructor(tags: readonly Tag[]) {
    const speeds = tags.filter(isSpeed);
    for (const tag of tags) {
      if (tag.type !== "waveform") continue;
      const beside = speeds.filter((one) => one.assetUid === tag.assetUid && one.component === tag.component);
      const speed = beside.find(({ role }) => role === "spindle-speed") ?? beside[0];
      if (speed === undefined) continue;
      const kept = this.#speeds.get(speed.ref) ?? empty();
      this.#speeds.set(speed.ref, kept);
      this.#speedOf.set(tag.ref, kept);
    }
    this.inputs = [...this.#speeds.keys()];
    this.#isRead = new Uint8Array(this.inputs.reduce<number>((high, ref) => Math.max(high, ref + 1), 0));
    for (const ref of this.inputs) this.#isRead[ref] = 1;
  }

  /** Takes a number of good quality; other tags are left out. */
  sample(tag: TagRef, time: Micros, value: number): void {
    if (tag >= this.#isRead.length || this.#isRead[tag] === 0) return;
    const speed = this.#speeds.get(tag) as Speed;
    const { times, values } = speed;
    // Where a clock is set back, what came before is of another time.
    if (speed.count > 0 && time <= (times[speed.count - 1] as number)) speed.count = 0;
    if (speed.count === MOST) {
      times.copyWithin(0, 1);
      values.copyWithin(0, 1);
      speed.count--;
    }
    times[speed.count] = time;
    values[speed.count++] = value;
  }

  /**
   * Course of the shaft's speed over a burst. Undefined where it changes too little to matter, is not known well
   * enough, or is that of another shaft than the burst's own speed says.
   */
  courseOf({ tag, start, dtS, points, context }: WaveformBlock): SpeedCourse | undefined {
    const speed = this.#speedOf.get(tag);
    const durationS = (points.length - 1) * dtS;
    if (speed === undefined || !(durationS > 0)) return undefined;
    const seconds = Array.from(speed.times.subarray(0, speed.count), (time) => (time - start) / 1e6);
    // An older sample may be one that was reported before a change began.
    const from = seconds.findIndex((second) => second >= -durationS);
    const to = seconds.findIndex((second) => second >= durationS);
    if (from < 0) return undefined;
    const [first, last] = [nearestBefore(seconds, from), to < 0 ? seconds.length - 1 : to];
    const within = seconds.slice(first, last + 1);
    const perMin = Array.from(speed.values.subarray(first, last + 1), Math.abs);
    const inside = within.filter((second) => second >= 0 && second <= durationS).length;
    if (inside < LEAST_WITHIN || !reaches(within, durationS)) return undefined;
    const [low, high] = [Math.min(...perMin), Math.max(...perMin)];
    const change = (high - low) / ((high + low) / 2);
    if (!(change >= LEAST_CHANGE && change <= MOST_CHANGE)) return undefined;
    const course = courseFrom(within, perMin, durationS);
    const said = (context.speedPerMin ?? Number.NaN) / 60;
    const isItsOwn =
      said >= Math.min(...course.speedsHz) * (1 - NEAR) && said <= Math.max(...course.speedsHz) * (1 + NEAR);
    return isItsOwn ? course : undefined;
  }

  snapshot(): State {
    return new Map(
      Array.from(this.#speeds, ([ref, { times, values, count }]) => [
        ref,
        { times: times.slice(0, count), values: values.slice(0, count) },
      ]),
    );
  }

  restore(state: State): void {
    for (const [ref, { times, values }] of state) {
      const speed = this.#speeds.get(ref);
      if (speed === undefined) continue;
      speed.count = times.length;
      speed.times.set(times);
      speed.values.set(values);
    }
  }
}

/** Whether a tag may be the speed of a shaft. */
export function isSpeed({ type, role, signal, unit, isDerived }: Tag): boolean {
  if (type !== "number" || isDerived === true || unit !== PER_MIN) return false;
  return role === "spindle-speed" || signal === "speed";
}

function empty(): Speed {
  return { times: new Float64Array(MOST), values: new Float64Array(MOST), count: 0 };
}

/** The last sample that is not after the beginning of the burst, else the first one, from `from` on. */
function nearestBefore(seconds: readonly number[], from: number): number {
  return Math.max(
    from,
    seconds.findLastIndex((second) => second <= 0),
  );
}

/** Whether the samples leave only a small part of the burst open at its beginning and end. */
function reaches(seconds: readonly number[], durationS: number): boolean {
  const [first = Number.NaN, last = Number.NaN] = [seconds[0], seconds.at(-1)];
  return first <= BEYOND * durationS && last >= (1 - BEYOND) * durationS;
}

/** Before the first and after the last sample the speed goes on to change as between the two nearest. */
function courseFrom(seconds: readonly number[], perMin: readonly number[], durationS: number): SpeedCourse {
  const rows = seconds.map((second, at) => [second, perMin[at] as number] as const);
  const [first, last] = [seconds[0] as number, seconds.at(-1) as number];
  const least = LEAST_SHARE * Math.min(...perMin);
  const goneOn = (to: number, [from, next]: readonly (readonly [number, number])[]) => {
    const [[s = 0, speed = 0], [otherS = 0, other = 0]] = [from ?? [], next ?? []];
    return [to, Math.max(least, speed + ((other - speed) * (to - s)) / (otherS - s))] as const;
  };
  const course = [
    ...(first > 0 ? [goneOn(0, rows)] : []),
    ...rows,
    ...(last < durationS ? [goneOn(durationS, rows.toReversed())] : []),
  ];
  return {
    timesS: Float64Array.from(course, ([second]) => second),
    speedsHz: Float64Array.from(course, ([, speed]) => speed / 60),
  };
}
