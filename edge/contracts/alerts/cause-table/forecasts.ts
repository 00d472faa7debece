/** Refusals of questions about futures (rules FK27 and FK50). */
import { MOVE_REFUSALS } from "./forecast-moves.ts";
import { PEOPLE_REFUSALS } from "./forecast-people.ts";
import type { CauseRow } from "./row.ts";

/** Of the edge and its record. */
const BOOK_REFUSALS = {
  "forecasts-none": { en: "This edge makes no forecasts.", zh: "此边缘端不做预测。" },
  "forecast-unknown": {
    en: "No forecast has this uid. GET /api/v1/forecasts lists them all.",
    zh: "没有此 uid 的预测。GET /api/v1/forecasts 列出全部预测。",
  },
  "forecast-nothing-to-play": {
    en: "This forecast has no answer that could be played.",
    zh: "此预测没有可播放的结果。",
  },
  "forecast-states-not-kept": {
    en: "This forecast was made by an earlier edge, which kept nothing to play. Ask the same question again.",
    zh: "此预测由较早的边缘端完成，未保存可播放的内容。请再次提出同一问题。",
  },
  "forecast-future-unknown": {
    en: "This forecast has the futures 0 to {most}; 0 is the plant as it is.",
    zh: "此预测的方案编号为 0 至 {most}；0 为工厂现状。",
  },
  "forecasts-waiting": {
    en: "{most} forecasts are waiting. Try again when one of them is done.",
    zh: "已有 {most} 个预测在排队。请在其中一个完成后重试。",
  },
  "forecasts-stored": {
    en: "{most} forecasts are stored. Delete one that is not needed any more.",
    zh: "已保存 {most} 个预测。请删除一个不再需要的预测。",
  },
  "forecast-removed": { en: "the forecast was removed", zh: "该预测已被删除" },
  "forecast-stopping": { en: "the edge stops", zh: "边缘端正在停止" },
  "forecast-no-answer": { en: "the thread gave no answer", zh: "计算线程没有给出结果" },
  "forecast-late": {
    en: "it took more than {seconds} s. Ask for fewer hours, runs or futures",
    zh: "用时超过 {seconds} 秒。请减少小时数、运行次数或方案数",
  },
  "forecast-failed": {
    en: "The forecast could not be made: {reason}",
    zh: "无法完成预测：{reason}",
  },
  "forecast-record-unread": {
    en: "The record of pieces cannot be read now. Try again in a minute.",
    zh: "目前无法读取工件记录。请一分钟后重试。",
  },
  "forecast-file-unread": {
    en: "{path} cannot be read: {reason}; an edge mends or renews it when it starts, or move the file away",
    zh: "无法读取 {path}：{reason}；边缘端启动时会修复或重建它，也可移走该文件",
  },
  "forecast-memory": {
    en: "it needed more than {size} MiB of memory. Ask for fewer hours, runs or futures",
    zh: "所需内存超过 {size} MiB。请减少小时数、运行次数或方案数",
  },
  "forecast-fault": {
    en: "an error of the edge ended it, and the log has its cause. Ask again; if it comes again, report it",
    zh: "边缘端出错，计算中止，原因见日志。请重新提问；若再次出现，请上报",
  },
  "forecast-ended-edge": {
    en: "the edge ended {times} times while it answered. Ask again for fewer hours, runs or futures",
    zh: "边缘端在计算时已中止 {times} 次。请减少小时数、运行次数或方案数后重新提问",
  },
  "forecast-unread": {
    en: "the file of this forecast cannot be read. Delete the forecast, or look at the edge's log",
    zh: "无法读取该预测的文件。请删除该预测，或查看边缘端日志",
  },
  "forecast-no-record": {
    en: "the edge has no record of pieces yet; let it watch the plant first",
    zh: "边缘端还没有工件记录；请先让它观察工厂一段时间",
  },
  "forecast-question": {
    en: "{path} has mistakes; docs/forecast.md shows one:\n  {problems}",
    zh: "{path} 有错误；示例见 docs/forecast.zh-CN.md：\n  {problems}",
  },
  "forecast-no-yaml": { en: "{path} is no YAML: {reason}", zh: "{path} 不是 YAML：{reason}" },
  "forecast-time": {
    en: '"at" is {at}; write RFC 3339, or a distance back from now such as -8h',
    zh: "“at”为 {at}；请使用 RFC 3339 格式，或相对当前的时长，如 -8h",
  },
  "forecast-ahead": {
    en: "at is {at}, and the newest report is of {newest}; leave at out to start from there",
    zh: "起点为 {at}，而最新报告的时间是 {newest}；不指定起点即可从最新报告开始",
  },
  "forecast-too-early": {
    en:
      "{at} has less than half an hour of history before it: the record has {from} to {to}; give a later time with " +
      "{how}, or let the edge watch the plant for longer",
    zh: "{at} 之前的历史不足半小时：记录范围为 {from} 至 {to}；请指定更晚的起点，或让边缘端再观察一段时间",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;

/** Of one change of a future. */
const CHANGE_REFUSALS = {
  "change-factor": { en: "the factor is {factor}; give one above 0", zh: "系数为 {factor}；请填写大于 0 的数" },
  "change-not-machine": {
    en: "{label} is a {kind} in the model, and that cannot be changed so; name one of the machines",
    zh: "{label} 不是可以这样更改的设备；请选择一台机床",
  },
  "change-not-standing": {
    en: "{label} is a {kind} in the model, and that cannot be changed so; name one of the machines and belts",
    zh: "{label} 不是可以这样更改的设备；请选择一台机床或一条输送带",
  },
  "change-not-place": {
    en: "{label} is a {kind} in the model, and that cannot be changed so; name one of the buffers and belts",
    zh: "{label} 不是可以这样更改的位置；请选择一个缓存或输送带",
  },
  "change-tender": {
    en: "{label} tends machines and cannot be changed itself; name the machines: {machines}",
    zh: "{label} 为机床上下料，本身不能更改；请选择机床：{machines}",
  },
  "change-no-machine": {
    en: "{label} is none of the plant's machines; write its label, or for vehicles how many fewer (vehicles: -1)",
    zh: "工厂中没有机床 {label}；请填写其标签，车辆则填写减少的数量（vehicles: -1）",
  },
  "change-no-standing": {
    en:
      "{label} is none of the plant's machines and belts; write its label, or for vehicles how many fewer " +
      "(vehicles: -1)",
    zh: "工厂中没有机床或输送带 {label}；请填写其标签，车辆则填写减少的数量（vehicles: -1）",
  },
  "change-no-place": {
    en:
      "{label} is none of the plant's buffers and belts; write its label, or for vehicles how many fewer " +
      "(vehicles: -1)",
    zh: "工厂中没有缓存或输送带 {label}；请填写其标签，车辆则填写减少的数量（vehicles: -1）",
  },
  "change-pieces": {
    en: "{pieces} pieces; give a whole number of at least 1",
    zh: "件数为 {pieces}；请填写不小于 1 的整数",
  },
  "change-belt": {
    en: "{pieces} pieces on a belt; give {most} at most",
    zh: "输送带上 {pieces} 件；最多 {most} 件",
  },
  "change-room": {
    en:
      "vehicles take {load} pieces at a time, and {places} have room for {room}; give room for a load at both ends, " +
      "or a smaller load",
    zh: "车辆每次运 {load} 件，而 {places} 只能容纳 {room} 件；请使两端都能容纳一次的运量，或减小运量",
  },
  "change-vehicles": {
    en: "{add} vehicles more than {now}; give a whole number that leaves none or more",
    zh: "在 {now} 台车辆上增加 {add} 台；请填写整数，且结果不小于 0",
  },
  "change-lane": {
    en: "no vehicle fetches from {label}; write such a place",
    zh: "没有车辆从 {label} 取货；请选择有车辆取货的位置",
  },
  "change-variant": {
    en: "the variant {variant} is unknown; this plant has made {variants}",
    zh: "未知型号 {variant}；该工厂生产过 {variants}",
  },
  "change-route-round": {
    en: "pieces of {variant} would go round between {places} and never leave; name places from which they go on",
    zh: "型号 {variant} 的工件将在 {places} 之间循环而无法离开；请选择工件可以继续前行的位置",
  },
  "change-route-none": {
    en:
      "{label} is on no way of {variant}, so no machine there can make it; choose among places side by side: " +
      "{beside}",
    zh: "{label} 不在型号 {variant} 的路线上，因此该处没有设备能加工它；请在并列位置中选择：{beside}",
  },
  "change-order-exists": {
    en: "the order {order} exists; give another name",
    zh: "订单 {order} 已存在；请换一个名称",
  },
  "change-no-order": {
    en: "there is no open order {order}; write one of {orders}",
    zh: "没有未完成的订单 {order}；请选择其中之一：{orders}",
  },
  "change-order-begun": {
    en: "the order {order} has begun, and its pieces are in the plant; only one that has not can be removed",
    zh: "订单 {order} 已开始，其工件已在厂内；只能移除尚未开始的订单",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;

/** Of the plant as its config and its record describe it (rule FK21). */
const PLANT_REFUSALS = {
  "plant-no-ways": {
    en: "material.ways: the plant has no routes; write them, such as RCK-01 > CNC-101 > BUF-1",
    zh: "material.ways：工厂没有路线；请填写，例如 RCK-01 > CNC-101 > BUF-1",
  },
  "plant-way-unknown": {
    en: "{path}: {label} is neither an asset nor a buffer of material.buffers; declare it, or mend the way",
    zh: "{path}：{label} 既不是资产，也不是 material.buffers 中的缓存；请声明它，或修正该路线",
  },
  "plant-circle": {
    en: "material.ways: {places} form a circle without a way out; add where pieces leave it",
    zh: "material.ways：{places} 构成没有出口的环；请补充工件离开的路线",
  },
  "plant-vehicles-at-machine": {
    en:
      "material.ways: vehicles between {label} and {places} come to the machine {machine}; write the buffer at which " +
      "they stop between them (material.buffers)",
    zh: "material.ways：{label} 与 {places} 之间的车辆直接到机床 {machine}；请在其间写明车辆停靠的缓存（material.buffers）",
  },
  "plant-never-fetched": {
    en: "{label}: no vehicle was seen to fetch pieces there or anywhere; let the edge watch it first",
    zh: "{label}：未见车辆在该处或其他任何位置取货；请先让边缘端观察一段时间",
  },
  "plant-never-passed": {
    en: "{label}: no piece was seen to pass it, so how long it takes is not known; let the edge watch it first",
    zh: "{label}：未见工件通过，因此所需时间未知；请先让边缘端观察一段时间",
  },
  "plant-no-cycle": {
    en:
      "kpis.idealCycles: {label} has no time for {variant}, and no piece was seen there; give its ideal cycle, " +
      "or let the edge watch it first",
    zh:
      "kpis.idealCycles：{label} 没有型号 {variant} 的时间，也未见工件在该处；请填写理想节拍，" +
      "或先让边缘端观察一段时间",
  },
  "plant-break-outside": {
    en:
      "{path}: {from} to {to} min lies outside of every shift (the longest has {longest} min); mend afterMin and " +
      "lastsMin",
    zh: "{path}：第 {from} 至 {to} 分钟在所有班次之外（最长的班次为 {longest} 分钟）；请修正 afterMin 和 lastsMin",
  },
  "plant-days": {
    en: "kpis.days: {days}; give days from 1, Monday, to 7, Sunday",
    zh: "kpis.days：{days}；请填写 1（星期一）至 7（星期日）",
  },
  "plant-too-full": {
    en: "{count} pieces are in the plant at once; give its buffers capacities, or its supply a pace",
    zh: "厂内同时有 {count} 个工件；请为缓存填写容量，或为供料设定节奏",
  },
  "plant-no-time": {
    en: "pieces move for ever at {seconds} s; give one of the places in the circle a time",
    zh: "工件在第 {seconds} 秒无休止地移动；请为环中的某个位置填写时间",
  },
} as const satisfies Readonly<Record<string, CauseRow>>;

export const FORECAST_REFUSALS = {
  ...BOOK_REFUSALS,
  ...CHANGE_REFUSALS,
  ...MOVE_REFUSALS,
  ...PEOPLE_REFUSALS,
  ...PLANT_REFUSALS,
};
