/**
 * States and key figures of machines as samples, so that historian, databases and trends treat them like all other
 * samples.
 */
import { BatchBuilder } from "../../batch/builder.ts";
import { type Micros, type SampleBatch, SampleFlag } from "../../contracts/path/sample-batch.ts";
import type { AssetUid, TagRef, TagTable } from "../../contracts/plant/tag.ts";
import { CAUSES, type StateSpan } from "../../contracts/production/production.ts";
import { type DerivedSignal, derivedUid } from "../../model/derived-tags.ts";
import type { Production } from "../state/production.ts";

/** Key figures are stored each minute, states when they change. */
const FIGURES_EVERY_US = 60e6;
/** Delay for late events. */
const LAG_US = 1e6;
/** Events later than this correct answers of the API, but no longer the samples. */
const CORRECTED_US = 3600e6;
/** A figure that is not defined, such as a quality ratio before the first piece (OPC UA Bad_NoData). */
const NO_DATA = 0x809b0000;

export interface DerivedParts {
  readonly isSimulated: boolean;
  readonly tags: Pick<TagTable, "find">;
  readonly production: Production;
}

/** Samples published for one machine: state changes of the last hour, and the newest figures. */
interface Published {
  readonly times: Micros[];
  readonly values: number[];
  readonly figures: Map<TagRef, number>;
  revision: number;
  changedAt: Micros;
}

export class DerivedSamples {
  readonly #parts: DerivedParts;
  readonly #flags: number;
  readonly #published = new Map<AssetUid, Published>();
  #tickedAt: Micros;

  /** `tickedAt`: log time of the last tick. */
  constructor(parts: DerivedParts, tickedAt: Micros) {
    this.#tickedAt = tickedAt;
    this.#parts = parts;
    this.#flags = SampleFlag.derived | (parts.isSimulated ? SampleFlag.simulated : 0);
  }

  /**
   * New samples. Times and values follow from the log alone, so that a later replay of the log gives the same samples.
   */
  tick(now: Micros): SampleBatch | undefined {
    const { production } = this.#parts;
    const builder = new BatchBuilder();
    const isDue = Math.floor(now / FIGURES_EVERY_US) !== Math.floor(this.#tickedAt / FIGURES_EVERY_US);
    this.#tickedAt = now;
    for (const { assetUid } of production.machines) {
      const published = this.#published.get(assetUid) ?? {
        times: [],
        values: [],
        figures: new Map(),
        revision: -1,
        changedAt: now,
      };
      this.#published.set(assetUid, published);
      this.#addStates(builder, assetUid, { published, now });
      if (isDue) this.#addFigures(builder, assetUid, { published, now });
    }
    return builder.length > 0 ? builder.finish(now) : undefined;
  }

  /** State changes since the last tick, and corrections by late data. */
  #addStates(
    builder: BatchBuilder,
    assetUid: AssetUid,
    { published, now }: { readonly published: Published; readonly now: Micros },
  ): void {
    const { production } = this.#parts;
    const ref = this.#ref(assetUid, "cause");
    const revision = production.revisionOf(assetUid);
    if (revision !== published.revision) published.changedAt = now;
    published.revision = revision;
    // A recent change is published when the lag is over.
    if (ref === undefined || now - published.changedAt > 3 * LAG_US) return;
    const to = now - LAG_US;
    const from = published.times.length === 0 ? to - 1 : Math.max(now - CORRECTED_US, published.times[0] as Micros);
    const spans = production.states(assetUid, from, to);
    for (const [time, value] of corrections(published, spans))
      builder.add(ref, Math.round(time), value, 0, this.#flags);
    const old = published.times.findLastIndex((time) => time < now - CORRECTED_US);
    published.times.splice(0, Math.max(0, old));
    published.values.splice(0, Math.max(0, old));
  }

  #addFigures(
    builder: BatchBuilder,
    assetUid: AssetUid,
    { published, now }: { readonly published: Published; readonly now: Micros },
  ): void {
    const { production } = this.#parts;
    const { availability, effectiveness, qualityRatio, oee } = production.figures(
      assetUid,
      production.shiftWindow(assetUid, now),
    );
    const figures: Readonly<Record<Exclude<DerivedSignal, "cause">, number | null>> = {
      availability,
      effectiveness,
      "quality-ratio": qualityRatio,
      oee,
    };
    for (const [signal, ratio] of Object.entries(figures)) {
      const ref = this.#ref(assetUid, signal as DerivedSignal);
      const value = ratio === null ? Number.NaN : 100 * ratio;
      if (ref === undefined || (ratio === null && Number.isNaN(published.figures.get(ref) ?? 0))) continue;
      published.figures.set(ref, value);
      builder.add(ref, now, value, ratio === null ? NO_DATA : 0, this.#flags);
    }
  }

  #ref(assetUid: AssetUid, signal: DerivedSignal): TagRef | undefined {
    return this.#parts.tags.find(derivedUid(assetUid, signal))?.ref;
  }
}

/** The points that must be published to match the spans: new points, and changed values at published points. */
function corrections(
  { times, values }: Published,
  spans: readonly StateSpan[],
): readonly (readonly [time: Micros, value: number])[] {
  const [first] = spans;
  if (first === undefined) return [];
  const found: (readonly [Micros, number])[] = [];
  const points = [...new Set([...times.filter((time) => time >= first.from), ...spans.map(({ from }) => from)])].sort(
    (a, b) => a - b,
  );
  for (const time of points) {
    const value = CAUSES.indexOf(spans.findLast(({ from }) => from <= time)?.cause ?? "unknown");
    let at = times.findLastIndex((known) => known <= time);
    if (times[at] === time ? values[at] === value : at >= 0 && values[at] === value) continue;
    found.push([time, value]);
    if (times[at] === time) values[at] = value;
    else {
      times.splice(++at, 0, time);
      values.splice(at, 0, value);
    }
  }
  return found;
}
