/**
 * Leaks of water: the flow of a meter minus that of the machine or the meters behind it. Both are balances, so
 * production does not matter.
 */
import { can } from "../../../contracts/plant/kinds.ts";
import type { Asset } from "../../../contracts/plant/plant.ts";
import type { AssetUid, Tag } from "../../../contracts/plant/tag.ts";
import type { WatchedAsset } from "../../watch.ts";
import { type ProcessPlan, ProcessWatch, text } from "./process-watch.ts";
import type { StatisticReference } from "./statistic.ts";

const MACHINE_WINDOW_S = 600;
/** Long enough for toilets and taps to even out. */
const PLANT_WINDOW_S = 1200;
const [METERED, OWN, STATE] = [0, 1, 2];
/**
 * Limit of a window of the main meter, in spreads. With a slack of 2 it adds 2.8 to the evidence at most, so that the
 * three windows that a spell of 40 minutes may touch stay below the 9 of a finding: people stop using water, a leak
 * does not.
 */
const MOST_OF_SPELL = 3.6;
/** Evidence below which the pipe counts as tight. */
const CALM = 3;
/** A leak at the main meter is at its end when it is this many times what is usually used without a meter. */
const TIMES_USUAL = 2;
/** The least leak that ends what may be lost, in spreads: a plant whose meters leave nothing over has its own limit. */
const LEAST_SPREADS = 10;

const KIND = {
  kind: "water-leak",
  name: text("漏水", "a leak of water"),
  advice: text(
    "沿水表之后的管路检查阀门、软管和溢流口。",
    "Check valves, hoses and overflows along the pipe behind this meter.",
  ),
};

/**
 * A watch for each water meter that has a machine with its own flow meter, or meters of machines, behind it. One with
 * nothing behind it has no balance: what it shows is use.
 */
export function waterMeters(asset: WatchedAsset): readonly ProcessWatch[] {
  const { asset: meter, tagsOf, assets } = asset;
  if (!isWaterMeter(meter)) return [];
  const flow = asset.tag("flow");
  if (flow === undefined) return [];
  if (meter.meters === undefined) {
    const behind = behindOf(meter, assets.filter(isWaterMeter)).flatMap((uid) => flowTag(tagsOf(uid), "") ?? []);
    return behind.length === 0 ? [] : [watch(asset, plantBalance(flow, behind))];
  }
  const tags = tagsOf(meter.meters);
  const own = flowTag(tags, "water");
  const state = tags.find(({ role }) => role === "item-state");
  return own === undefined || state === undefined ? [] : [watch(asset, machineBalance(flow, own, state))];
}

const isWaterMeter = (one: Asset): boolean => can(one, "meters") && one.medium === "water";

/**
 * Meters of machines that water of this meter flows through next, by the media tree. Where no tree says so, the only
 * meter without a machine is the main one; of several nobody knows.
 */
function behindOf(meter: Asset, meters: readonly Asset[]): readonly AssetUid[] {
  const isOfMachine = (one: Asset): boolean => one.meters !== undefined;
  const hasTree = meters.some(({ meterAbove }) => meterAbove !== undefined);
  const isOnly = meters.every((one) => isOfMachine(one) || one === meter);
  if (!hasTree) return isOnly ? meters.filter(isOfMachine).map(({ assetUid }) => assetUid) : [];
  return meters
    .filter(({ meterAbove }) => meterAbove === meter.assetUid)
    .flatMap((one) => (isOfMachine(one) ? one.assetUid : behindOf(one, meters)));
}

function flowTag(tags: readonly Tag[], component: string): Tag | undefined {
  return tags.find((one) => one.component === component && one.signal === "flow" && one.unit === "m3/h");
}

function watch({ context }: WatchedAsset, plan: Omit<ProcessPlan, "id" | "component" | "context">): ProcessWatch {
  return new ProcessWatch({ ...plan, id: "water/balance", component: "", context });
}

const BALANCE = {
  name: "balance",
  title: text("去向不明的水流量", "Water that no consumer behind the meter uses"),
  meaning: text(
    "水表流量减去其后设备或分表的流量。",
    "Flow of the meter minus the flow of the machine or the meters behind it.",
  ),
  unit: "m3/h",
} as const;

function machineBalance(flow: Tag, own: Tag, state: Tag): Omit<ProcessPlan, "id" | "component" | "context"> {
  return {
    tags: [flow, own, state],
    measured: 2,
    states: STATE,
    windowS: MACHINE_WINDOW_S,
    statistics: [
      {
        ...BALANCE,
        tag: flow,
        value: ({ mean }) => (mean[METERED] as number) - (mean[OWN] as number),
        learn: 6,
        // The zero of the machine's flow meter moves by up to a percent of its range.
        leastSpread: 0.006 * (own.range?.[1] ?? 0) + 0.005,
        slack: 2,
        clip: 8,
      },
      {
        name: "use",
        title: text("相对平时的用水量", "Water above usual"),
        meaning: text(
          "与机器同样忙碌时的平时用水量相比。",
          "Flow of the meter compared with what is usual while the machine is equally busy.",
        ),
        unit: "m3/h",
        tag: flow,
        value: ({ mean }) => mean[METERED] as number,
        load: {
          size: 1,
          fill: ({ mean }, out) => {
            out[1] = mean[STATE] as number;
          },
        },
        learn: 6,
        leastSpread: 0.05,
        slack: 2,
        clip: 8,
      },
    ],
    signatures: [{ ...KIND, signs: { balance: 1, use: 1 } }],
    // The machine's own use runs away once more.
    damage: ([, use]) => lossOf(use, use?.mean ?? 0),
  };
}

function plantBalance(flow: Tag, behind: readonly Tag[]): Omit<ProcessPlan, "id" | "component" | "context"> {
  return {
    tags: [flow, ...behind],
    windowS: PLANT_WINDOW_S,
    statistics: [
      {
        ...BALANCE,
        tag: flow,
        value: ({ mean }) => {
          let rest = mean[METERED] as number;
          for (let at = 1; at <= behind.length; at++) rest -= mean[at] as number;
          return rest;
        },
        learn: 6,
        leastSpread: 0.02,
        slack: 2,
        clip: MOST_OF_SPELL,
      },
    ],
    signatures: [{ ...KIND, signs: { balance: 1 } }],
    damage: ([balance]) => lossOf(balance, TIMES_USUAL * (balance?.centre ?? 0)),
  };
}

/** The leak in the last window as a share of the flow (m3/h) that may be lost at most: windows are long. */
function lossOf(of: StatisticReference | undefined, most: number): number {
  if (of === undefined || of.isLearning) return Number.NaN;
  const limit = Math.max(most, LEAST_SPREADS * of.statistic.leastSpread);
  return of.strength < CALM ? 0 : Math.max(0, Math.min(1, (of.newest - of.centre) / limit));
}
