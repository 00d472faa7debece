/**
 * States and key figures of machines as samples, so that historian, databases and trends treat them like all other
 * samples.
 */
import { BatchBuilder } from "../../batch/builder.ts";
import { partitionPoint } from "../../contracts/partition-point.ts";
import { BAD_NO_DATA, derivedFlags, type Micros, type SampleBatch } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { CAUSES, type StateSpan } from "../../contracts/production/production.ts";
import { type DerivedSignal, derivedUid } from "../../model/derived-tags.ts";
import type { Machine } from "../state/machine.ts";
import type { Production } from "../state/production.ts";
import type { StateEngine } from "../state/state-engine.ts";
import { INTO } from "../state/unwritten.ts";

/** Key figures are stored each minute, states when they change. */
const FIGURES_EVERY_US = 60e6;
/** Delay for late events. */
const LAG_US = 1e6;
/** Events later than this correct answers of the API, but no longer the samples. */
const CORRECTED_US = 3600e6;
const FORGET = "DELETE FROM published WHERE machine = ? AND time < ?";

export interface DerivedParts {
  readonly isSimulated: boolean;
  readonly tags: Pick<TagTable, "find">;
  readonly production: Production;
  /** Its file keeps the published state changes. */
  readonly engine: Pick<StateEngine, "machines" | "store" | "keep">;
}

/** Samples published for one machine: state changes of the last hour, and undefined figures. */
interface Published {
  readonly machine: Machine;
  /** Tags of the samples; a machine may lack some. */
  readonly refs: Readonly<Record<DerivedSignal, TagRef | undefined>>;
  readonly times: Micros[];
  readonly values: number[];
  /** Figures whose newest sample says that they are not defined. */
  readonly undefinedFigures: Set<DerivedSignal>;
  revision: number;
  changedAt: Micros;
  /** Published states before this time are those of the record; minus infinity after a start, when that is unknown. */
  comparedTo: Micros;
}

/** State that a machine's next samples depend on, besides the published state changes, by machine. */
type DerivedState = Readonly<
  Record<AssetUid, Pick<Published, "revision" | "changedAt"> & { readonly undefinedFigures: readonly DerivedSignal[] }>
>;

export class DerivedSamples {
  readonly #parts: DerivedParts;
  readonly #flags: number;
  readonly #published: readonly Published[];
  #tickedAt: Micros;

  /** `tickedAt`: log time of the last tick. */
  constructor(parts: DerivedParts, tickedAt: Micros) {
    this.#tickedAt = tickedAt;
    this.#parts = parts;
    this.#flags = derivedFlags(parts.isSimulated);
    const { machines, store } = parts.engine;
    const state = (store.state("derived") ?? {}) as DerivedState;
    this.#published = machines.map((machine): Published => {
      const points = store.published(machine.code);
      const { revision = -1, changedAt = Number.NaN, undefinedFigures = [] } = state[machine.asset.assetUid] ?? {};
      return {
        machine,
        refs: refsOf(machine.asset.assetUid, parts.tags),
        times: points.map(([time]) => time),
        values: points.map(([, value]) => value),
        undefinedFigures: new Set(undefinedFigures),
        revision,
        changedAt,
        comparedTo: Number.NEGATIVE_INFINITY,
      };
    });
  }

  get state(): DerivedState {
    const states = this.#published.flatMap(({ machine, revision, changedAt, undefinedFigures }) =>
      revision < 0
        ? []
        : [[machine.asset.assetUid, { revision, changedAt, undefinedFigures: [...undefinedFigures] }] as const],
    );
    return Object.fromEntries(states);
  }

  /**
   * New samples. Times and values follow from the log alone, so that a later replay of the log gives the same samples.
   */
  tick(now: Micros): SampleBatch | undefined {
    const builder = new BatchBuilder();
    const isDue = Math.floor(now / FIGURES_EVERY_US) !== Math.floor(this.#tickedAt / FIGURES_EVERY_US);
    this.#tickedAt = now;
    for (const published of this.#published) {
      this.#addStates(builder, published, now);
      if (isDue) this.#addFigures(builder, published, now);
    }
    return builder.length > 0 ? builder.finish(now) : undefined;
  }

  /** State changes since the last tick, and corrections by late data. */
  #addStates(builder: BatchBuilder, published: Published, now: Micros): void {
    const { production, engine } = this.#parts;
    const { machine, refs, times, values } = published;
    const ref = refs.cause;
    if (machine.revision !== published.revision) published.changedAt = now;
    published.revision = machine.revision;
    published.comparedTo = Math.min(published.comparedTo, machine.changedFrom);
    machine.changedFrom = Number.POSITIVE_INFINITY;
    // A recent change is published when the lag is over.
    if (ref === undefined || now - published.changedAt > 3 * LAG_US) return;
    const to = now - LAG_US;
    const from =
      times.length === 0
        ? to - 1
        : Math.max(now - CORRECTED_US, times[0] as Micros, Math.min(published.comparedTo, to - 1));
    published.comparedTo = to;
    for (const [time, value] of corrections(published, production.states(machine.asset.assetUid, from, to))) {
      builder.add(ref, Math.round(time), value, 0, this.#flags);
      engine.keep([INTO.published, machine.code, time, value]);
    }
    const old = times.findLastIndex((time) => time < now - CORRECTED_US);
    if (old <= 0) return;
    times.splice(0, old);
    values.splice(0, old);
    engine.keep([FORGET, machine.code, times[0] as Micros]);
  }

  #addFigures(builder: BatchBuilder, { machine, refs, undefinedFigures }: Published, now: Micros): void {
    const { production } = this.#parts;
    const { assetUid } = machine.asset;
    const { availability, effectiveness, qualityRatio, oee } = production.figures(
      assetUid,
      production.shiftWindow(assetUid, now),
    );
    const figures = { availability, effectiveness, "quality-ratio": qualityRatio, oee };
    for (const [signal, ratio] of Object.entries(figures) as [Exclude<DerivedSignal, "cause">, number | null][]) {
      const ref = refs[signal];
      if (ref === undefined || (ratio === null && undefinedFigures.has(signal))) continue;
      if (ratio === null) undefinedFigures.add(signal);
      else undefinedFigures.delete(signal);
      builder.add(ref, now, ratio === null ? Number.NaN : 100 * ratio, ratio === null ? BAD_NO_DATA : 0, this.#flags);
    }
  }
}

function refsOf(assetUid: AssetUid, tags: Pick<TagTable, "find">): Published["refs"] {
  const refOf = (signal: DerivedSignal): TagRef | undefined => tags.find(derivedUid(assetUid, signal))?.ref;
  return {
    cause: refOf("cause"),
    availability: refOf("availability"),
    effectiveness: refOf("effectiveness"),
    "quality-ratio": refOf("quality-ratio"),
    oee: refOf("oee"),
  };
}

/** The points that must be published to match the spans: new points, and changed values at published points. */
function corrections(
  { times, values }: Pick<Published, "times" | "values">,
  spans: readonly StateSpan[],
): readonly (readonly [time: Micros, value: number])[] {
  const [first] = spans;
  if (first === undefined) return [];
  const found: (readonly [Micros, number])[] = [];
  let span = 0;
  let at = partitionPoint(times.length, (index) => (times[index] as Micros) < first.from);
  // In order of time over both: the beginnings of spans, and the published points.
  while (span < spans.length || at < times.length) {
    const time = Math.min(spans[span]?.from ?? Number.POSITIVE_INFINITY, times[at] ?? Number.POSITIVE_INFINITY);
    if (spans[span]?.from === time) span++;
    const value = CAUSES.indexOf((spans[span - 1] as StateSpan).cause);
    const isPublished = times[at] === time;
    const held = isPublished ? at : at - 1;
    if (held < 0 || values[held] !== value) {
      found.push([time, value]);
      if (isPublished) values[at] = value;
      else {
        times.splice(at, 0, time);
        values.splice(at, 0, value);
      }
      at++;
    } else if (isPublished) at++;
  }
  return found;
}
