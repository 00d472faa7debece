/**
 * Heaters that a controller drives: their output for the controller's demand. The controller demands more of a burner
 * that loses power, so the temperature hides the loss until the controller is at its limit.
 */
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { Signature, WatchedAsset } from "../../watch.ts";
import { componentPathOf } from "./component-path.ts";
import { ProcessWatch, text } from "./process-watch.ts";
import type { Statistic } from "./statistic.ts";

const WINDOW_S = 60;
const LEARN = 30;
/** Below this demand, %, a ratio means nothing. */
const LEAST_DEMAND = 5;
const [DEMAND, OUTPUT, GAS] = [0, 1, 2];

const KIND = {
  kind: "oven-heater",
  name: text("加热功率下降", "loss of heating power"),
  advice: text(
    "检查燃烧器喷嘴、点火、燃气阀和加热元件，趁温区还守得住设定值时安排。",
    "Check nozzle, ignition and gas valve, or the heating elements, while the zone still holds its setpoint.",
  ),
};

/** One watch for each heater that reports both its demand and its output. */
export function heaters(asset: WatchedAsset): readonly ProcessWatch[] {
  return asset.tags.flatMap((demand) => {
    if (!/(^|-)demand$/.test(demand.signal) || demand.unit !== "%" || demand.type !== "number") return [];
    const path = (signal: string): string => (demand.component === "" ? signal : `${demand.component}/${signal}`);
    const output = asset.tag(path(demand.signal.replace(/demand$/, "output")));
    if (output === undefined) return [];
    const gas = asset.tag(path("gas-flow"));
    return [heater(asset, { demand, output, ...(gas === undefined ? {} : { gas }) })];
  });
}

function heater(
  asset: WatchedAsset,
  { demand, output, gas }: { readonly demand: Tag; readonly output: Tag; readonly gas?: Tag },
): ProcessWatch {
  const component = componentPathOf(asset, demand);
  const statistics: Statistic[] = [
    {
      name: "heat",
      title: text("实际输出与需求之比", "Output over demand"),
      meaning: text(
        "控制器要求的功率中，加热器实际给出的份额。",
        "Share of the power demanded by the controller that the heater delivers.",
      ),
      unit: "1",
      tag: output,
      value: ({ mean }) => (mean[OUTPUT] as number) / (mean[DEMAND] as number),
      learn: LEARN,
      leastSpread: 0.02,
      slack: 2,
    },
  ];
  if (gas !== undefined)
    statistics.push({
      name: "gas",
      title: text("燃气量与需求之比（对数）", "Gas over demand (logarithm)"),
      meaning: text("控制器每要求一份功率所烧的燃气。", "Gas burnt per unit of power that the controller demands."),
      unit: "1",
      tag: gas,
      value: ({ mean }) => Math.log((mean[GAS] as number) / (mean[DEMAND] as number)),
      learn: LEARN,
      // A flow meter's zero moves by up to a percent of its range, which is a tenth of a small burner's flow.
      leastSpread: 0.05,
      slack: 2,
    });
  const signs: Signature["signs"] = gas === undefined ? { heat: -1 } : { heat: -1, gas: -1 };
  return new ProcessWatch({
    id: `${component}/heat-for-demand`,
    component,
    tags: gas === undefined ? [demand, output] : [demand, output, gas],
    windowS: WINDOW_S,
    isUsable: (held) => (held[DEMAND] as number) >= LEAST_DEMAND,
    context: asset.context,
    statistics,
    signatures: [{ ...KIND, signs }],
    damage: ([heat]) => (heat === undefined ? Number.NaN : Math.max(0, 1 - heat.newest / heat.centre)),
  });
}
