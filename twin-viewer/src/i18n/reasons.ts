import { language } from "../data/signals.ts";

/** A number or a name in a sentence of the edge. */
const NUMBER = "(\\d+(?:\\.\\d+)?)";

/**
 * Why something is not as it should be comes from the edge as an English sentence, and from devices in whatever words they have. These are the
 * edge's usual ones; anything else is shown as it came, because a wrong translation of a cause would be worse than a foreign one.
 */
const CHINESE: readonly (readonly [RegExp, string])[] = (
  [
    // Links (edge/model/links.ts and the sources).
    [`silent for more than ${NUMBER} s`, "超过 $1 秒无数据"],
    ["never heard(?: since the edge started)?", "从未收到数据"],
    ["(?:(.+): )?no publish response(?: from (.+))? for (\\d+(?:\\.\\d+)?) s", "$1$2 已 $3 秒未响应发布请求"],
    ["connection to the broker lost", "与代理的连接已中断"],
    ["the source was stopped|source stopped", "数据源已停止"],
    ["edge node went offline \\(NDEATH\\)", "边缘节点已离线（NDEATH）"],
    ["device went offline \\(DDEATH\\)", "设备已离线（DDEATH）"],
    ["device was not born with its edge node \\(no DBIRTH\\)", "设备未随边缘节点上线（无 DBIRTH）"],
    ["unit (\\d+) does not answer", "从站 $1 无应答"],
    // Declared gaps (edge/contracts/event-batch.ts).
    ["link_lost", "连接中断"],
    ["buffer_full", "缓冲区已满"],
    ["log_damaged", "日志损坏"],
    ["source_down_no_history", "数据源停机且无历史"],
    ["source_queue_overflow", "数据源队列溢出"],
    // Key figures (edge/state).
    ["OEE is of a line, never of a plant: name one in kpis\\.lines", "OEE 以产线计，不以全厂计：请在 kpis.lines 中指定产线"],
    ["no states of (.+) are read", "未读取 $1 的状态"],
    ["no station of the line has an ideal cycle in kpis\\.idealCycles", "该产线没有工位在 kpis.idealCycles 中有理想节拍"],
    ["no ideal cycle in kpis\\.idealCycles", "kpis.idealCycles 中没有理想节拍"],
    ["no shift is planned now", "当前没有排班"],
    ["no planned busy time was seen(?: yet)?", "尚无计划运行时间"],
    ["no good piece has left the line since then", "此后尚无合格工件下线"],
    ["too early: fewer than two ideal cycles were watched", "时间太短：不足两个理想节拍"],
    ["too early: a piece that was begun before counts in full", "时间太短：此前开工的工件被全额计入"],
    ["not known yet: (\\d+) of (\\d+) pieces went through (.+) before it was watched", "尚不可知：$2 件中有 $1 件在开始监视之前已通过 $3"],
    ["no asset at the end of the line counts parts; see kpis\\.endOfLine", "线尾没有计数的资产，见 kpis.endOfLine"],
    ["no part was counted yet", "尚未计到工件"],
    ["fewer than two parts have left the line", "下线工件不足两件"],
    ["no part for (\\d+) s", "已 $1 秒没有工件下线"],
    ["no plant meter with active power; see kpis\\.plantMeters", "没有测量有功功率的全厂电表，见 kpis.plantMeters"],
    ["(.+) is not live", "$1 无实时数据"],
    ["no piece was told of yet", "尚未收到工件信息"],
    ["the books do not answer", "生产记录暂无应答"],
    ["no robot zone with a safeguard", "没有带防护的机器人区域"],
    ["unknown: no presence sensor is live", "未知：没有在线的人员检测传感器"],
    ["(\\d+) of (\\d+) zones are unknown", "$2 个区域中有 $1 个未知"],
    // Forecasts of orders (edge/material).
    ["the order's quantity was not told", "未收到订单数量"],
    ["fewer than three pieces went all the way through yet", "全程完成的工件尚不足三件"],
    ["no piece of it has started", "尚无工件开工"],
    ["what was forecast then is not kept", "当时的预测未保存"],
    // The browser's own words for a request that took too long.
    ["signal timed out|The operation was aborted due to timeout", "请求超时"],
    ["Failed to fetch|NetworkError.*", "无法连接边缘端"],
  ] as const
).map(([pattern, zh]) => [new RegExp(`^(?:${pattern})$`), zh] as const);

const ENGLISH: Readonly<Record<string, string>> = {
  link_lost: "link lost",
  buffer_full: "buffer full",
  log_damaged: "log damaged",
  source_down_no_history: "the source was down and keeps no history",
  source_queue_overflow: "the source's queue overflowed",
  "signal timed out": "no answer in time",
  "Failed to fetch": "the edge does not answer",
};

/** A cause as the edge, a device or the browser words it, in the page's language where it is one of the usual ones. */
export function sayReason(reason: string): string {
  if (language.value === "en") return Object.hasOwn(ENGLISH, reason) ? (ENGLISH[reason] as string) : reason;
  for (const [pattern, zh] of CHINESE) {
    const found = pattern.exec(reason);
    if (found !== null) return zh.replaceAll(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? "").trim();
  }
  return reason;
}
