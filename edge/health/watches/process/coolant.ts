/**
 * Coolant circuits: flow and pressure while the pump runs. A weak pump or an empty tank shows in both; a wrong
 * instrument shows in one.
 */
import type { Tag } from "../../../contracts/plant/tag.ts";
import type { WatchedAsset } from "../../watch.ts";
import { ProcessWatch, text } from "./process-watch.ts";
import type { Statistic } from "./statistic.ts";

/** Seconds of the running pump for one value, and number of values to learn from. */
const WINDOW_S = 60;
const LEARN = 20;
const [FLOW, PRESSURE] = [0, 1];
/** Below this share of its instrument's range a pump counts as stopped. */
const RUNS_FROM = 0.03;

const KIND = {
  kind: "coolant-loss",
  name: text("冷却液供给减弱", "a loss of coolant supply"),
  advice: text("检查冷却液液位、泄漏、吸入滤网和泵。", "Check coolant level, leaks, suction strainer and pump."),
};

/** A watch for each coolant circuit with a flow and a pressure. */
export function coolantCircuits(asset: WatchedAsset): readonly ProcessWatch[] {
  const [flow, pressure] = [asset.tag("coolant/flow"), asset.tag("coolant/pressure")];
  return flow === undefined || pressure === undefined ? [] : [coolantCircuit(asset, flow, pressure)];
}

function coolantCircuit(asset: WatchedAsset, flow: Tag, pressure: Tag): ProcessWatch {
  const leastFlow = RUNS_FROM * (flow.range?.[1] ?? 0);
  const leastPressure = RUNS_FROM * (pressure.range?.[1] ?? 0);
  return new ProcessWatch({
    id: "coolant/supply",
    component: "coolant",
    tags: [flow, pressure],
    windowS: WINDOW_S,
    isUsable: (held) => (held[FLOW] as number) > leastFlow && (held[PRESSURE] as number) > leastPressure,
    context: asset.context,
    statistics: [
      logarithm("flow", FLOW, flow, {
        title: text("泵运行时的流量（对数）", "Flow of the running pump (logarithm)"),
        meaning: text("泵运行时冷却液的平均流量。", "Mean flow of coolant while the pump runs."),
      }),
      logarithm("pressure", PRESSURE, pressure, {
        title: text("泵运行时的压力（对数）", "Pressure of the running pump (logarithm)"),
        meaning: text("泵运行时冷却液的平均压力。", "Mean pressure of coolant while the pump runs."),
      }),
    ],
    signatures: [{ ...KIND, signs: { flow: -1, pressure: -1 } }],
    damage: ([of]) => (of === undefined ? Number.NaN : Math.max(0, 1 - Math.exp(of.newest - of.centre))),
  });
}

function logarithm(name: string, input: number, tag: Tag, words: Pick<Statistic, "title" | "meaning">): Statistic {
  return {
    name,
    ...words,
    unit: "1",
    tag,
    value: ({ mean }) => Math.log(mean[input] as number),
    learn: LEARN,
    leastSpread: 0.02,
    slack: 2,
  };
}
