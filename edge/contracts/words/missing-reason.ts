import type { Language } from "./language.ts";

/**
 * Reasons of missing figures, in the edge's English. Causes of failures are in `alerts/causes.ts`.
 */
const CHINESE: readonly (readonly [RegExp, string])[] = (
  [
    // Key figures (edge/production/state).
    [
      "OEE is defined for a line, not for a plant: name one in kpis\\.lines",
      "OEE 以产线计，不以全厂计：请在 kpis.lines 中指定产线",
    ],
    ["no states of (.+) are read", "未读取 $1 的状态"],
    [
      "no station of the line has an ideal cycle in kpis\\.idealCycles",
      "该产线没有工位在 kpis.idealCycles 中有理想节拍",
    ],
    ["no ideal cycle in kpis\\.idealCycles", "kpis.idealCycles 中没有理想节拍"],
    ["no shift is planned now", "当前没有排班"],
    ["no planned busy time was seen(?: yet)?", "尚无计划运行时间"],
    ["no good piece has left the line since then", "此后尚无合格工件下线"],
    ["too early: (\\d+) s of (\\d+) min seen", "时间太短：需 $2 分钟，已观测 $1 秒"],
    ["too early: (\\d+) of (\\d+) min seen", "时间太短：需 $2 分钟，已观测 $1 分钟"],
    ["too early: fewer than two ideal cycles were observed", "时间太短：不足两个理想节拍"],
    ["too early: a piece that was begun before the range counts in full", "时间太短：此前开工的工件被全额计入"],
    [
      "not known yet: (\\d+) of (\\d+) pieces went through (.+) before it was observed",
      "尚不可知：$2 件中有 $1 件在开始监视之前已通过 $3",
    ],
    ["no asset at the end of the line counts parts; see kpis\\.endOfLine", "线尾没有计数的资产，见 kpis.endOfLine"],
    ["no part was counted yet", "尚未计到工件"],
    ["fewer than two parts have left the line", "下线工件不足两件"],
    ["no part for (\\d+) s", "已 $1 秒没有工件下线"],
    ["no plant meter with active power; see kpis\\.plantMeters", "没有测量有功功率的全厂电表，见 kpis.plantMeters"],
    ["(.+) is not live", "$1 无实时数据"],
    ["no piece has been reported yet", "尚未收到工件信息"],
    ["the books do not answer", "生产记录暂无应答"],
    // A site at a hub (edge/hub/site).
    ["only at the plant's own edge", "仅在工厂自己的边缘端可知"],
    ["the plant's edge sends no newer figures", "工厂边缘端未发送更新的数据"],
    ["the plant's edge does not know it", "工厂边缘端尚不可知"],
    ["no robot zone with a safeguard", "没有带防护的机器人区域"],
    ["unknown: no presence sensor is live", "未知：没有在线的人员检测传感器"],
    ["(\\d+) of (\\d+) zones are unknown", "$2 个区域中有 $1 个未知"],
    // Forecasts of orders (edge/production/material).
    ["the order's quantity was not reported", "未收到订单数量"],
    ["fewer than three pieces are finished", "全程完成的工件尚不足三件"],
    ["no piece of the order has started", "尚无工件开工"],
    ["what was forecast then is not kept", "当时的预测未保存"],
  ] as const
).map(([pattern, zh]) => [new RegExp(`^(?:${pattern})$`), zh] as const);

/** Why a figure is missing, in the language; a reason that is not in the table stays as the edge wrote it. */
export function missingReason(reason: string, language: Language): string {
  if (language === "en") return reason;
  for (const [pattern, zh] of CHINESE) {
    const found = pattern.exec(reason);
    if (found !== null) return zh.replaceAll(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? "").trim();
  }
  return reason;
}
