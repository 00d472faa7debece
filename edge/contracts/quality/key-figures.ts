/** Key figures of quality, cost and energy as series of samples: which there are, and on which asset (QC16). */
import { type AssetConfig, isRead, type TagShape } from "../plant/edge-config.ts";
import type { AssetUid, LocalizedText } from "../plant/tag.ts";
import { matchesWord } from "../plant/tag-pattern.ts";

/** Figures that follow from completions of pieces, and those that need the energy of pieces. */
export const QUALITY_FIGURES = [
  "good-pieces",
  "scrap-share",
  "first-pass-yield",
  "quality-cost-per-piece",
  "output-value",
] as const;
export const ENERGY_FIGURES = [
  "energy-per-piece",
  "energy-cost-per-piece",
  "co2-per-piece",
  "energy-per-value",
] as const;
export type QualityFigure = (typeof QUALITY_FIGURES)[number];
export type EnergyFigure = (typeof ENERGY_FIGURES)[number];
type KeyFigure = QualityFigure | EnergyFigure;

/** Part of an asset that the figures of the plant, or of a medium's tree, are under. */
export const KEY_FIGURES = "key-figures";
export const UNACCOUNTED = "unaccounted-share";
const DAY = "key-figures-day";

/** What figures are of: the plant by hour or by day, an operation or a variant by hour. */
export interface FigureScope {
  readonly component: string;
  readonly of: "plant" | "operation" | "variant";
  readonly isDay: boolean;
  /** Of the operation or variant; empty for the plant. */
  readonly name: string;
  readonly figures: readonly KeyFigure[];
}

/** Plain data for the followers that publish the figures. */
export interface KeyFigurePlan {
  /** The asset that has the tags; null: no figures are published. */
  readonly assetUid: AssetUid | null;
  readonly scopes: readonly FigureScope[];
}

/** The parts of a config that decide on the figures. */
export interface FigureSections {
  readonly assets: readonly AssetConfig[];
  readonly quality: {
    readonly costs: {
      readonly steps: readonly unknown[];
      readonly value: readonly unknown[];
      readonly endsAt: readonly string[];
      readonly series: {
        readonly asset?: string | undefined;
        readonly operations: readonly string[];
        readonly variants: readonly string[];
      };
    };
  };
  readonly tariffs: { readonly contracts: readonly { readonly co2?: unknown }[] };
}

/** Figures that the config has the data for: no cost without rates, no energy without meters. */
export function keyFigurePlan({ assets, quality: { costs }, tariffs: { contracts } }: FigureSections): KeyFigurePlan {
  const carrier = carrierOf(assets, costs);
  if (carrier === undefined) return { assetUid: null, scopes: [] };
  const isMetered = assets.some(({ tags }) =>
    tags.some(({ shape: { role } }) => role === "power-trace" || role === "active-power"),
  );
  const figuresOf = (hasValue: boolean): readonly KeyFigure[] => [
    ...(["good-pieces", "scrap-share", "first-pass-yield"] as const),
    ...(costs.steps.length > 0 ? (["quality-cost-per-piece"] as const) : []),
    ...(hasValue ? (["output-value"] as const) : []),
    ...(isMetered ? (["energy-per-piece"] as const) : []),
    ...(isMetered && contracts.length > 0 ? (["energy-cost-per-piece"] as const) : []),
    ...(isMetered && contracts.some(({ co2 }) => co2 !== undefined) ? (["co2-per-piece"] as const) : []),
    ...(isMetered && hasValue ? (["energy-per-value"] as const) : []),
  ];
  const whole = figuresOf(costs.value.length > 0);
  const named = (of: "operation" | "variant", names: readonly string[], figures: readonly KeyFigure[]) =>
    names.map((name): FigureScope => ({ component: componentOf(of, name), of, isDay: false, name, figures }));
  const scopes: readonly FigureScope[] = [
    { component: KEY_FIGURES, of: "plant", isDay: false, name: "", figures: whole },
    { component: DAY, of: "plant", isDay: true, name: "", figures: whole },
    ...named("operation", costs.series.operations, figuresOf(false)),
    ...named("variant", costs.series.variants, whole),
  ];
  return { assetUid: carrier.assetUid, scopes: scopes.filter(isFirst) };
}

/** Two names may give one component, which is one series. */
function isFirst({ component }: FigureScope, at: number, all: readonly FigureScope[]): boolean {
  return all.findIndex((one) => one.component === component) === at;
}

/** The asset named in the config, else the first one at which the way of pieces ends. Only what is read has tags. */
function carrierOf(
  assets: readonly AssetConfig[],
  { endsAt, series }: FigureSections["quality"]["costs"],
): AssetConfig | undefined {
  const words = series.asset === undefined ? endsAt : [series.asset];
  return assets.find((asset) => isRead(asset) && words.some((word) => matchesWord(word, asset.label)));
}

/** Name of the part that figures of an operation or a variant are under: `operation-op10`. */
export function componentOf(of: "operation" | "variant", name: string): string {
  return `${of}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`;
}

const NAMES: Readonly<Record<KeyFigure, LocalizedText>> = {
  "good-pieces": { zh: "合格件数", en: "Good pieces" },
  "scrap-share": { zh: "废品率", en: "Scrap share" },
  "first-pass-yield": { zh: "一次合格率", en: "First-pass yield" },
  "quality-cost-per-piece": { zh: "每合格件质量成本", en: "Cost of quality per good piece" },
  "output-value": { zh: "产值", en: "Output value" },
  "energy-per-piece": { zh: "每合格件能耗", en: "Energy per good piece" },
  "energy-cost-per-piece": { zh: "每合格件能源成本", en: "Cost of energy per good piece" },
  "co2-per-piece": { zh: "每合格件 CO₂", en: "CO₂ per good piece" },
  "energy-per-value": { zh: "单位产值能耗", en: "Energy per output value" },
};

/** Tags of the figures, as a type of asset would define them. `currency`: of the site. */
export function figureShapes({ scopes }: Pick<KeyFigurePlan, "scopes">, currency: string): readonly TagShape[] {
  const units: Readonly<Record<KeyFigure, string>> = {
    "good-pieces": "1",
    "scrap-share": "%",
    "first-pass-yield": "%",
    "quality-cost-per-piece": currency,
    "output-value": currency,
    "energy-per-piece": "kW.h",
    "energy-cost-per-piece": currency,
    "co2-per-piece": "kg",
    "energy-per-value": `kW.h/${currency}`,
  };
  return scopes.flatMap(({ component, isDay, figures }) =>
    figures.map((signal): TagShape => {
      const { zh, en } = NAMES[signal];
      const name = isDay ? { zh: `${zh}（每日）`, en: `${en}, day` } : { zh: `${zh}（每小时）`, en: `${en}, hour` };
      return { component, signal, name, type: "number", unit: units[signal] };
    }),
  );
}

const SIGNALS: ReadonlySet<string> = new Set([...QUALITY_FIGURES, ...ENERGY_FIGURES, UNACCOUNTED]);

/** Whether a derived tag may be one of the figures: for the choice of tags that a follower goes by. */
export function isKeyFigure({ signal }: { readonly signal: string }): boolean {
  return SIGNALS.has(signal);
}

/** Tag of a medium's share that no meter below its root accounts for. */
export const UNACCOUNTED_SHAPE: TagShape = {
  component: KEY_FIGURES,
  signal: UNACCOUNTED,
  name: { zh: "未解释占比（每小时）", en: "Unaccounted share, hour" },
  type: "number",
  unit: "%",
};

const HOUR_MS = 3600e3;

/** Days of the site in whole hours since 1970. */
export class HourDays {
  readonly #day: Intl.DateTimeFormat;

  constructor(timeZone: string) {
    this.#day = new Intl.DateTimeFormat("en-CA", { timeZone });
  }

  /** First hour of the day that an hour is in, and the first one after it. */
  around(hour: number): readonly [begin: number, end: number] {
    const dayOf = (at: number): string => this.#day.format(at * HOUR_MS);
    const own = dayOf(hour);
    let [begin, end] = [hour, hour + 1];
    while (dayOf(begin - 1) === own) begin--;
    while (dayOf(end) === own) end++;
    return [begin, end];
  }
}
