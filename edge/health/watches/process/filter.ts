/**
 * Filters: pressure drop over the square of the flow, which is the resistance of the filter and its dust (Darcy and
 * Forchheimer), at the same load. A fresh filter lies below what is usual and grows back, which is not a fault.
 */
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { WatchedAsset } from "../../watch.ts";
import { componentPathOf } from "./component-path.ts";
import { ProcessWatch, text } from "./process-watch.ts";
import type { Statistic, StatisticReference } from "./statistic.ts";

const WINDOW_S = 300;
const LEARN = 12;
/** Twice this is the tolerated rise, as a share of the usual resistance. */
const LEAST_SPREAD = 0.12;
const [DROP, FLOW] = [0, 1];
/** Load of a machine that works all the time. */
const WORKING = [1];
const PA_PER: Readonly<Record<string, number>> = { Pa: 1, mbar: 100, kPa: 1000, bar: 1e5 };

const KIND = {
  kind: "filter-clogging",
  name: text("滤芯堵塞", "a clogging filter"),
  advice: text(
    "准备滤芯，在下一次计划停机时更换或清理。",
    "Get a filter ready, and change or clean it at the next planned stop.",
  ),
};

interface Observed {
  readonly drop: Tag;
  readonly flow: Tag | undefined;
  /** Index of the load among the means. */
  readonly load: number;
}

/** One watch for each filter with a pressure drop. */
export function filters(asset: WatchedAsset): readonly ProcessWatch[] {
  return asset.tags
    .filter(({ signal, unit, type }) => /(^|-)pressure-drop$/.test(signal) && type === "number" && unitOf(unit) > 0)
    .map((drop) => filter(asset, drop));
}

const unitOf = (unit: string | undefined): number => PA_PER[unit ?? ""] ?? 0;

/** The flow through the filter: of the same component, else of the air of the asset. */
function flowOf(asset: WatchedAsset, { component }: Tag): Tag | undefined {
  return asset.tag(`${component}/flow`) ?? (component === "filter" ? asset.tag("air/flow") : undefined);
}

function filter(asset: WatchedAsset, drop: Tag): ProcessWatch {
  const component = componentPathOf(asset, drop);
  const flow = flowOf(asset, drop);
  const loaded = asset.tags.find(({ signal, type }) => signal === "loaded" && type === "boolean");
  const tags = [drop, ...(flow === undefined ? [] : [flow]), ...(loaded === undefined ? [] : [loaded])];
  const load = loaded === undefined ? tags.length : tags.length - 1;
  const due = dueOf(asset, component, drop);
  return new ProcessWatch({
    id: `${component}/${drop.signal}`,
    component,
    tags,
    measured: flow === undefined ? 1 : 2,
    windowS: WINDOW_S,
    outlivesParts: true,
    isUsable: (held) => (held[DROP] as number) > 0 && (flow === undefined || (held[FLOW] as number) > 0),
    context: asset.context,
    statistics: statisticsOf({ drop, flow, load }),
    signatures: [{ ...KIND, signs: flow === undefined ? { resistance: 1 } : { resistance: 1, flow: -1 } }],
    damage: (of) => damageOf(of, due),
  });
}

function statisticsOf({ drop, flow, load }: Observed): readonly Statistic[] {
  // Share of the window in which the machine works, because fans and compressors move more air then.
  const share: Statistic["load"] = {
    size: 1,
    fill: ({ mean }, out) => {
      out[1] = mean[load] as number;
    },
  };
  const resistance: Statistic = {
    name: "resistance",
    title: text("相对平时的阻力增量", "Resistance above usual, as a share"),
    meaning: text(
      "压差除以流量的平方，与相同负荷下的平时值相比。",
      "Pressure drop over the square of the flow, compared with what is usual at this load.",
    ),
    unit: "1",
    tag: drop,
    value: ({ mean }) =>
      flow === undefined ? (mean[DROP] as number) : (mean[DROP] as number) / ((mean[FLOW] as number) / 1000) ** 2,
    load: share,
    isRelative: true,
    learn: LEARN,
    leastSpread: LEAST_SPREAD,
    slack: 2,
  };
  if (flow === undefined) return [resistance];
  return [
    resistance,
    {
      name: "flow",
      title: text("相对平时的流量变化", "Flow above usual, as a share"),
      meaning: text(
        "滤芯堵塞时流量必然下降；压差升高而流量不变则是仪表的问题。",
        "A clogged filter lets less through: a higher pressure drop at the same flow is a fault of the instrument.",
      ),
      unit: "1",
      tag: flow,
      value: ({ mean }) => mean[FLOW] as number,
      load: share,
      isRelative: true,
      learn: LEARN,
      leastSpread: 0.008,
      slack: 2,
    },
  ];
}

/** Pressure drop at which the filter is due, in the unit of its tag: its rating, else the limit of its instrument. */
function dueOf({ components }: WatchedAsset, component: string, drop: Tag): number {
  const rating = components.find(({ path }) => path === component)?.ratings?.pressureDropMbar;
  if (rating !== undefined) return (rating * 100) / unitOf(drop.unit);
  return drop.limits?.highHigh ?? drop.limits?.high ?? Number.NaN;
}

/**
 * How far the pressure drop of the working machine has come from its usual level towards the one at which the filter is
 * due. A filter lets less through as it clogs, so the drop rises by less than the resistance.
 */
function damageOf([resistance, flow]: readonly StatisticReference[], due: number): number {
  if (resistance === undefined || Number.isNaN(resistance.centre)) return Number.NaN;
  const usual = resistance.expectedAt(WORKING) * squared(flow?.expectedAt(WORKING));
  const now = atWork(resistance) * squared(flow === undefined ? undefined : atWork(flow));
  return Math.max(0, (now - usual) / (due - usual));
}

/** The newest value at full load, in the unit of the statistic's `value`. */
function atWork(of: StatisticReference): number {
  return of.expectedAt(WORKING) + of.mean * (of.newest - of.centre);
}

function squared(flow: number | undefined): number {
  return flow === undefined ? 1 : (flow / 1000) ** 2;
}
