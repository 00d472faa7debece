/**
 * Drifting zeros: an instrument against its neighbours on the same asset (rules HI10 to HI12). Thermometers of media
 * alone are named: what heats by its own faults, and pressures and flows, move without their neighbours too.
 */

import type { Micros } from "../../../../contracts/path/sample-batch.ts";
import type { ComponentKind } from "../../../../contracts/plant/component-kinds.ts";
import { componentOfTag } from "../../../../contracts/plant/components.ts";
import type { Tag, TagRef } from "../../../../contracts/plant/tag.ts";
import type { ComponentWatch, Indication, Signature, WatchedAsset } from "../../../watch.ts";
import { AssetRelations } from "./asset-relations.ts";

/** Instruments of an asset at most; thermometers come first. */
const MOST = 48;
/** UCUM units of what instruments measure. */
const MEASURED: ReadonlySet<string> = new Set([
  "Cel",
  "bar",
  "mbar",
  "kPa",
  "Pa",
  "m3/h",
  "L/min",
  "kg",
  "%",
  "W",
  "kW",
  "A",
  "uA",
  "V",
  "/min",
  "mm/s",
]);
const TEMPERATURE = "Cel";
/** Parts that get warm or cold by faults of their own. */
const HEATS: ReadonlySet<ComponentKind> = new Set<ComponentKind>([
  "spindle",
  "bearing",
  "gear",
  "belt",
  "chain",
  "motor",
  "brake",
  "pump",
  "fan",
  "compressor",
  "axis",
  "ball-screw",
  "battery",
  "winding",
  "cabinet",
]);
/** As for other defects of instruments. */
const PRIOR = 20;

const indicationOf = ({ signal }: Tag): string => `${signal} drift`;

class DriftWatch implements ComponentWatch<ReturnType<AssetRelations["snapshot"]> | null> {
  readonly form = 1;
  readonly id: string;
  readonly component: string;
  readonly inputs: readonly TagRef[];
  readonly strengths: Float64Array;
  readonly #context: WatchedAsset["context"];
  readonly #relations: AssetRelations;
  /** Instruments that it speaks about, and their places among those of the asset. */
  readonly #tags: readonly Tag[];
  readonly #places: readonly number[];
  readonly #leads: boolean;

  /** @param all instruments of the asset, which the first of its watches reads for all of them; absent in the others */
  constructor(
    { context }: WatchedAsset,
    component: string,
    {
      relations,
      tags,
      places,
      all,
    }: {
      readonly relations: AssetRelations;
      readonly tags: readonly Tag[];
      readonly places: readonly number[];
      readonly all: readonly Tag[] | undefined;
    },
  ) {
    this.#context = context;
    this.#relations = relations;
    this.#tags = tags;
    this.#places = places;
    this.#leads = all !== undefined;
    this.id = component === "" ? "drift" : `${component}/drift`;
    this.component = component;
    this.inputs = (all ?? []).map(({ ref }) => ref);
    this.strengths = new Float64Array(tags.length);
  }

  // These texts are made for a finding only, as those of `InstrumentWatch`.
  get indications(): readonly string[] {
    return this.#tags.map(indicationOf);
  }

  get signatures(): readonly Signature[] {
    return this.#tags.flatMap(signaturesOf);
  }

  get isLearning(): boolean {
    return this.#places.every((at) => this.#relations.isLearning(at));
  }

  sample(input: number, _time: Micros, value: number): void {
    this.#relations.sample(input, value);
  }

  /** A value that is no longer good must not be compared with neighbours that go on. */
  lost(input: number): void {
    this.#relations.sample(input, Number.NaN);
  }

  second(now: Micros): void {
    if (this.#leads) this.#relations.second(now, !this.#context.isMaintained);
    this.#updateStrengths();
  }

  describe(indication: number): Indication {
    const tag = this.#tags[indication] as Tag;
    const at = this.#places[indication] as number;
    const { value, usual } = this.#relations.offset(at);
    return {
      value,
      ...(this.#relations.isLearning(at) ? {} : { usual: { low: -usual, high: usual } }),
      unit: tag.unit === TEMPERATURE ? "K" : (tag.unit ?? "1"),
      title: { zh: "零点漂移", en: "Drift of the zero" },
      meaning: {
        zh: "读数与同一设备上相邻仪表所推算值的偏差；其他仪表之间仍然相符。",
        en: "The reading against what its neighbours on the machine let expect, which still agree among themselves.",
      },
      tag: tag.ref,
      since: this.#relations.since(at),
    };
  }

  renewed(): void {
    for (const at of this.#places) this.#relations.renewed(at);
    this.#updateStrengths();
  }

  snapshot(): ReturnType<AssetRelations["snapshot"]> | null {
    return this.#leads ? this.#relations.snapshot() : null;
  }

  restore(state: ReturnType<AssetRelations["snapshot"]> | null): void {
    if (state !== null) this.#relations.restore(state);
    this.#updateStrengths();
  }

  #updateStrengths(): void {
    for (const [number, at] of this.#places.entries()) this.strengths[number] = this.#relations.strength(at);
  }
}

function signaturesOf(tag: Tag): readonly Signature[] {
  const { zh, en } = tag.name;
  return [1, -1].map((sign) => ({
    kind: "sensor-drift",
    endsAtOnce: true,
    name: { zh: `${zh}零点漂移`, en: `drifting instrument (${en})` },
    advice: {
      zh: "用标准器核对该传感器，校准或更换；在此之前不要相信该读数。",
      en: "Check this sensor against a standard, and adjust or replace it; do not trust its reading until then.",
    },
    signs: { [indicationOf(tag)]: sign as 1 | -1 },
    prior: PRIOR,
  }));
}

/** One watch for each component with thermometers of media, where the asset has enough other instruments. */
export function instrumentDrifts(asset: WatchedAsset): readonly ComponentWatch[] {
  const all = asset.tags
    .filter(isInstrument)
    .sort((a, b) => Number(b.unit === TEMPERATURE) - Number(a.unit === TEMPERATURE))
    .slice(0, MOST);
  const judged = [...all.entries()].filter(([, tag]) => isJudged(asset, tag)).map(([at]) => at);
  if (judged.length === 0 || all.length < 4) return [];
  const relations = new AssetRelations(all.map(spanOf), judged);
  const byComponent = Map.groupBy(judged, (at) => (all[at] as Tag).component);
  return [...byComponent].map(
    ([component, places], number) =>
      new DriftWatch(asset, component, {
        relations,
        tags: places.map((at) => all[at] as Tag),
        places,
        all: number === 0 ? all : undefined,
      }),
  );
}

function isInstrument({
  type,
  unit,
  range,
  isStatic,
  isDerived,
  role,
  component,
  signal,
  class: personal,
}: Tag): boolean {
  return (
    type === "number" &&
    isStatic !== true &&
    isDerived !== true &&
    role === undefined &&
    personal === undefined &&
    component !== "tool" &&
    unit !== undefined &&
    MEASURED.has(unit) &&
    range !== undefined &&
    range[1] > range[0] &&
    !/setpoint|override|progress/.test(signal)
  );
}

function isJudged({ components }: WatchedAsset, tag: Tag): boolean {
  if (tag.unit !== TEMPERATURE) return false;
  const kind = componentOfTag(components, tag)?.kind;
  return kind === undefined || !HEATS.has(kind);
}

const spanOf = ({ range }: Tag): number => (range === undefined ? 1 : range[1] - range[0]);
