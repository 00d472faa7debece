/** Turns observations into samples and waveforms. */
import type { BatchBuilder } from "../../../batch/builder.ts";
import { InexactNumbers } from "../../../batch/inexact-numbers.ts";
import { count, type SourceContext } from "../../../contracts/path/plugin.ts";
import { type Micros, SampleFlag } from "../../../contracts/path/sample-batch.ts";
import type { WaveformBlock } from "../../../contracts/path/waveform-block.ts";
import { type Observation, UNAVAILABLE } from "./observation.ts";
import { Status } from "./status.ts";
import type { BoundItem, Target } from "./targets.ts";

/** Longest text taken from an observation; the rest is cut off. */
const MOST_TEXT = 4_096;
/** Time series of more points are waveforms; shorter ones may be spread over samples (rule K11). */
const LEAST_WAVEFORM = 17;
const WORDS: ReadonlyMap<string, number> = new Map([
  ["true", 1],
  ["false", 0],
  ["ON", 1],
  ["OFF", 0],
  ["YES", 1],
  ["NO", 0],
]);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

const WHOLE_NUMBER = /^[+-]?\d+$/;

type ProjectorContext = Pick<SourceContext, "counters" | "simulated" | "log" | "tags">;

/** Where the values of one observation go. */
interface Place {
  readonly time: Micros;
  readonly flags: number;
}

export class Projector {
  readonly #samples: BatchBuilder;
  readonly #context: ProjectorContext;
  readonly #inexact: InexactNumbers;
  readonly #flags: number;
  /** Waveforms of the present document. */
  waveforms: WaveformBlock[] = [];

  constructor(samples: BatchBuilder, context: ProjectorContext) {
    this.#samples = samples;
    this.#context = context;
    this.#inexact = new InexactNumbers(context);
    this.#flags = context.simulated === true ? SampleFlag.simulated : 0;
  }

  /**
   * `isLate`: from the agent's buffer, after the edge was away. `isWhole`: the observation holds every entry of a data
   * set, so that absent ones do not exist.
   */
  take(bound: BoundItem, observation: Observation, { isLate, isWhole }: { isLate: boolean; isWhole: boolean }): void {
    const { time } = observation;
    const place = { time, flags: isLate ? this.#flags | SampleFlag.backfill : this.#flags };
    const rate = Number(observation.attribute("sampleRate") ?? bound.item.sampleRate);
    const isReset = observation.attribute("resetTriggered") !== undefined;
    if (bound.entries.size > 0) {
      const all = isWhole || isReset;
      this.#entries(bound, observation, { ...place, all });
      // A tag of the whole set has no place in an observation that was read entry by entry.
      if (bound.whole.length === 0) return;
    }
    const { text } = observation;
    const isSeries = bound.item.representation === "TIME_SERIES";
    for (const target of bound.whole)
      if (text === UNAVAILABLE) this.#bad(target, place);
      else if (isSeries) this.#series(target, text, { ...place, rate });
      else this.#value(target, text, place);
  }

  #entries({ entries }: BoundItem, observation: Observation, place: Place & { readonly all: boolean }): void {
    const seen = new Set<string>();
    observation.entries((key, removed, text) => {
      seen.add(key);
      for (const target of entries.get(key) ?? [])
        if (removed || text === UNAVAILABLE) this.#bad(target, place);
        else this.#value(target, text, place);
    });
    if (!place.all && observation.text !== UNAVAILABLE) return;
    for (const [key, targets] of entries) if (!seen.has(key)) for (const target of targets) this.#bad(target, place);
  }

  #value(target: Target, text: string, place: Place): void {
    const { index } = target;
    const part = index === undefined ? text : text.split(/\s+/)[index];
    if (part === undefined || part === UNAVAILABLE) this.#bad(target, place);
    else if (target.tag.type === "text")
      this.#samples.addText(target.tag.ref, place.time, part.slice(0, MOST_TEXT), Status.good, place.flags);
    else this.#number(target, part, place);
  }

  #number(target: Target, text: string, { time, flags }: Place): void {
    const { tag, conversion } = target;
    const value = numberOf(text, target);
    if (Number.isNaN(value)) {
      count(this.#context.counters, "mismatches");
      this.#samples.add(tag.ref, time, Number.NaN, Status.badTypeMismatch, flags);
    } else if (conversion === "unknown") this.#samples.add(tag.ref, time, Number.NaN, Status.badConfiguration, flags);
    else {
      const own = conversion === undefined ? value : value * conversion.factor + conversion.offset;
      const isWide = !Number.isSafeInteger(value) && WHOLE_NUMBER.test(text);
      const status = isWide
        ? this.#inexact.statusOf(tag.ref, value, { status: Status.good, digits: () => text.slice(0, 40) })
        : Status.good;
      if (Number.isFinite(own)) this.#samples.add(tag.ref, time, own, status, flags);
      else this.#samples.add(tag.ref, time, Number.NaN, Status.badOutOfRange, flags);
    }
  }

  /** The time of a series is that of its last value (MTConnect Part 1, TimeSeries). */
  #series(target: Target, text: string, { time, flags, rate }: Place & { readonly rate: number }): void {
    const values = text === "" ? [] : text.split(/\s+/);
    const dtUs = rate > 0 ? 1e6 / rate : Number.NaN;
    if (target.tag.type === "waveform") {
      this.waveforms.push(waveformOf(target, values, { time, flags, dtUs }));
      return;
    }
    // Without a rate only the time of the last value is known.
    const from = Number.isNaN(dtUs) ? Math.max(0, values.length - 1) : 0;
    for (let i = from; i < values.length; i++) {
      const agoUs = i === values.length - 1 ? 0 : Math.round((values.length - 1 - i) * dtUs);
      this.#value(target, values[i] as string, { time: time - agoUs, flags });
    }
  }

  #bad({ tag }: Target, { time, flags }: Place): void {
    if (tag.type === "waveform") return;
    this.#samples.add(tag.ref, time, Number.NaN, Status.unavailable, flags);
  }
}

function numberOf(text: string, { codes, tag }: Target): number {
  const code = codes?.get(text);
  if (code !== undefined) return code;
  if (tag.type === "boolean") return WORDS.get(text) ?? (text === "1" ? 1 : text === "0" ? 0 : Number.NaN);
  // An enum has the codes of its map alone.
  return tag.type === "number" && NUMBER.test(text) ? Number(text) : Number.NaN;
}

function waveformOf(
  { tag, conversion }: Target,
  values: readonly string[],
  { time, flags, dtUs }: Place & { readonly dtUs: number },
): WaveformBlock {
  const fits = values.length >= LEAST_WAVEFORM && !Number.isNaN(dtUs) && conversion !== "unknown";
  const { factor, offset } = typeof conversion === "object" ? conversion : { factor: 1, offset: 0 };
  const points = fits
    ? Float32Array.from(values, (one) => (NUMBER.test(one) ? Number(one) * factor + offset : Number.NaN))
    : new Float32Array(0);
  return {
    tag: tag.ref,
    start: time - Math.round(Math.max(0, points.length - 1) * (fits ? dtUs : 0)),
    receivedAt: Date.now() * 1000,
    dtS: fits ? dtUs / 1e6 : 0,
    unit: tag.unit ?? "1",
    points,
    status: fits ? Status.good : Status.badTypeMismatch,
    flags,
    context: {},
  };
}
