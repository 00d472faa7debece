/** What each key figure means: one catalogue for reports and help (docs/production.md has the formulas in full). */
import type { LocalizedText } from "../plant/tag.ts";

export const DEFINITIONS = {
  "oee-line": {
    en:
      "Good pieces at the last station × planned run time of the constraint ÷ planned busy time of the line " +
      "(ISO 22400-2). Not clamped. A plant has no OEE.",
    zh: "末站合格件数 × 约束工位计划运行时间 ÷ 产线计划忙碌时间（ISO 22400-2）。不截断。全厂没有 OEE。",
  },
  oee: {
    en: "Availability × effectiveness × quality ratio of the machine (ISO 22400-2). Not clamped.",
    zh: "设备可用率 × 性能率 × 合格率（ISO 22400-2）。不截断。",
  },
  availability: {
    en: "Actual production time (APT) ÷ planned busy time (PBT). Time without data is not part of either.",
    zh: "实际生产时间（APT）÷ 计划忙碌时间（PBT）。无数据的时间不计入两者。",
  },
  effectiveness: {
    en: "Planned run time of a piece × produced pieces ÷ actual production time.",
    zh: "单件计划运行时间 × 产出件数 ÷ 实际生产时间。",
  },
  quality: { en: "Good pieces ÷ produced pieces.", zh: "合格件数 ÷ 产出件数。" },
  "first-pass": {
    en: "Pieces good at their first completion ÷ first completions; of the plant: ended good without rework ÷ ended.",
    zh: "首次完工即合格的件数 ÷ 首次完工件数；全厂为未经返修而合格结束 ÷ 已结束。",
  },
  busy: {
    en: "Planned busy time (PBT): time planned by the calendar in which the machine was observed; the basis of OEE.",
    zh: "计划忙碌时间（PBT）：日历计划且已观测的时间，是 OEE 的基数。",
  },
  good: {
    en: "Good pieces, by events of pieces; without events, by the machine's counters.",
    zh: "合格件数，取自工件事件；没有事件时取自设备计数器。",
  },
  scrap: { en: "Scrapped and reworked pieces.", zh: "报废与返修件数。" },
  throughput: { en: "Pieces per hour of planned busy time.", zh: "计划忙碌时间内的每小时件数。" },
  failures: {
    en: "Stretches of time down by a failure (ADET, ISO 22400-2).",
    zh: "故障停机（ADET，ISO 22400-2）的段数。",
  },
  mtbf: {
    en: "(Production time + set-up time) ÷ failures (IEC 60050-192).",
    zh: "（生产时间 + 换型时间）÷ 故障次数（IEC 60050-192）。",
  },
  mttr: {
    en: "Time down by failures (ADET) ÷ failures (IEC 60050-192).",
    zh: "故障停机时间（ADET）÷ 故障次数（IEC 60050-192）。",
  },
  losses: {
    en: "Planned busy time less all losses is the planned run time of the good pieces.",
    zh: "计划忙碌时间减去全部损失，等于合格品的计划运行时间。",
  },
  stops: {
    en: "Time of stops by reason. A person's reason replaces the one inferred from alerts and pieces.",
    zh: "按原因统计的停机时间。人工填写的原因取代由报警和工件推断的原因。",
  },
  states: {
    en: "Time elements of ISO 22400-2. Unknown: the machine was not observed; neither good nor down.",
    zh: "ISO 22400-2 的时间要素。未知：设备未被观测，既不算正常也不算停机。",
  },
  amount: {
    en: "Difference of the meter's own counts, ± standard uncertainty by the meter's class (GUM).",
    zh: "计量表自身读数之差，± 为按表计等级的标准不确定度（GUM）。",
  },
  reconciled: {
    en: "Amount adjusted by weighted least squares so that every balance closes, ± twice its standard uncertainty.",
    zh: "以加权最小二乘调整、使各平衡闭合的用量，± 为标准不确定度的两倍。",
  },
  unaccounted: {
    en: "Part of the amount of the root that no meter, computed node or modelled loss accounts for.",
    zh: "根节点用量中没有表计、推算节点或模型损耗可解释的部分。",
  },
  residual: {
    en: "The part of a meter's amount that the meters one level below do not measure, ± combined uncertainty.",
    zh: "下一级计量表未测得的部分，± 为合成不确定度。",
  },
  "per-piece": {
    en: "Amount ÷ good pieces of the machine that the meter measures.",
    zh: "用量 ÷ 该表所测设备的合格件数。",
  },
  alarms: {
    en: "Annunciated alarms, with re-alarms; no advisories, events or hidden alarms.",
    zh: "已通告的报警（含重复报警）；不含提示、事件与被隐藏的报警。",
  },
  "alarm-rate": {
    en: "Mean alarms in ten minutes and operator position: about 1 can be handled, 2 at most (EEMUA 191).",
    zh: "每个操作岗位每 10 分钟的平均报警数：约 1 条可处理，最多 2 条（EEMUA 191）。",
  },
  "alarm-peak": { en: "The highest number of alarms in any ten minutes.", zh: "任意 10 分钟内的最大报警数。" },
  flood: {
    en: "Share of the time in flood: from more than 10 alarms in ten minutes until fewer than 5.",
    zh: "报警泛滥时间占比：10 分钟内超过 10 条起，至少于 5 条止。",
  },
  standing: { en: "Alarms active for more than 24 hours at the end.", zh: "期末持续超过 24 小时的报警。" },
  chattering: { en: "Alarms with three activations or more within a minute.", zh: "一分钟内触发三次及以上的报警。" },
  fleeting: {
    en: "Alarms gone within ten seconds and not back within a minute.",
    zh: "10 秒内消失且一分钟内未再出现的报警。",
  },
  "on-time": {
    en: "Orders that ended by their due time ÷ ended orders with a due time.",
    zh: "按期完成的订单 ÷ 有交期的已结束订单。",
  },
  "lead-time": { en: "Mean time from an order's start to its end.", zh: "订单从开始到结束的平均时间。" },
  progress: {
    en: "Good pieces counted by their events, of the quantity of the order.",
    zh: "按工件事件统计的合格件数与订单数量。",
  },
  output: {
    en: "Good pieces since the shift began, or since the edge knows the machine if that is later.",
    zh: "班次开始以来（若边缘端更晚才获知该设备，则自那时起）的合格件数。",
  },
  cycle: {
    en: "Mean interval between the newest pieces, at most 32, at the end of the line.",
    zh: "产线末端最近至多 32 件的平均间隔。",
  },
  power: { en: "Active power of the plant's meters now.", zh: "全厂计量表当前的有功功率。" },
  wip: {
    en: "Pieces in the plant that are begun and neither shipped nor scrapped.",
    zh: "厂内已开始、尚未发运也未报废的件数。",
  },
  "alarms-now": {
    en: "Annunciated process, safety and system alarms of the last ten minutes. More than 10 are a flood (EEMUA 191).",
    zh: "最近 10 分钟内通告的过程、安全与系统报警数。超过 10 条为泛滥（EEMUA 191）。",
  },
  "people-in-zones": {
    en:
      "Robot zones in which a sensor sees somebody; unknown places are counted apart. It never means that a " +
      "zone is clear.",
    zh: "传感器探测到有人的机器人区域数；未知位置另行计数。绝不表示区域可以进入。",
  },
  health: {
    en:
      "100: as when new or repaired. 0: the end of its function, or its declared limit. By the damage that " +
      "evidence shows.",
    zh: "100：如新或刚修复。0：功能终止，或达到声明的限值。由依据所显示的损伤得出。",
  },
  "remaining-life": {
    en:
      "Forecast of the time until the function ends or the declared limit is reached: median, and the " +
      "interval from 10 to 90 %.",
    zh: "预测距功能终止或达到声明限值的时间：中位数，以及 10 % 至 90 % 的区间。",
  },
  age: {
    en: "Time since the source of a value last sent data. A value that does not change is not old.",
    zh: "距数据源最近一次发来数据的时间。不变化的值不是旧值。",
  },
  "data-quality": {
    en: "Status of a sample: Good, Uncertain (usable with doubt) or Bad (no value).",
    zh: "采样的状态：Good、Uncertain（存疑可用）或 Bad（没有值）。",
  },
  live: {
    en: "Share of the tags whose source sends data in time.",
    zh: "数据源按时发来数据的标签所占比例。",
  },
  bottleneck: {
    en: "The machine that works longest without a pause at each time, as a share of time (Roser, Nakano, Tanaka 2002).",
    zh: "各时刻连续工作时间最长的设备，以时间占比表示（Roser、Nakano、Tanaka 2002）。",
  },
  dwell: { en: "Mean time that pieces stayed at a place.", zh: "工件在一个位置的平均停留时间。" },
  repairs: {
    en: "Finished unplanned maintenance; not what a person judged as no fault (ISO 14224).",
    zh: "已完成的非计划维修；不含人工判定为无故障的（ISO 14224）。",
  },
  "quality-cost": {
    en: "Scrap at its material and the value added so far, rework and inspection ÷ good pieces, by the rates.",
    zh: "（报废的材料与已增加的价值 + 返修 + 检验）÷ 合格件数，按配置的费率。",
  },
  "energy-cost": {
    en: "Energy of the pieces, each at the band of the quarter of an hour of its work ÷ good pieces, without idle.",
    zh: "工件的能源，各按加工所在一刻钟的时段价格 ÷ 合格件数。不含待机。",
  },
  "co2-piece": {
    en: "CO2 of the energy of the pieces by the factors of the config ÷ good pieces. Gate to gate.",
    zh: "按配置因子计算的工件能源 CO2 ÷ 合格件数。厂内范围。",
  },
  "scrap-share": { en: "Scrapped pieces ÷ good and scrapped ones.", zh: "报废件数 ÷（合格 + 报废）件数。" },
  "output-value": { en: "Good pieces × their value by the config.", zh: "合格件数 × 配置中的单件产值。" },
  "energy-piece": {
    en: "Energy of all pieces worked, all media as kWh ÷ good pieces, without idle.",
    zh: "全部加工工件的能源（各介质折为 kWh）÷ 合格件数。不含待机。",
  },
  "energy-value": {
    en: "Energy of all pieces worked, all media as kWh ÷ value of the good pieces.",
    zh: "全部加工工件的能源（各介质折为 kWh）÷ 合格件的产值。",
  },
  capability: {
    en: "Cp, Cpk within subgroups, Pp, Ppk over all values (ISO 22514-2), with the interval where it is defined.",
    zh: "Cp、Cpk 取子组内，Pp、Ppk 取全部数值（ISO 22514-2），有定义时附区间。",
  },
} as const satisfies Readonly<Record<string, LocalizedText>>;

export type DefinitionKey = keyof typeof DEFINITIONS;

/** Names of the defined figures, where a report or a room lists them. */
export const DEFINED_NAMES: Readonly<Record<DefinitionKey, LocalizedText>> = {
  "oee-line": { en: "OEE of a line", zh: "产线 OEE" },
  oee: { en: "OEE of a machine", zh: "设备 OEE" },
  availability: { en: "Availability", zh: "可用率" },
  effectiveness: { en: "Effectiveness", zh: "性能率" },
  quality: { en: "Quality ratio", zh: "合格率" },
  "first-pass": { en: "First-pass yield", zh: "一次合格率" },
  busy: { en: "Planned busy time", zh: "计划忙碌时间" },
  good: { en: "Good pieces", zh: "合格数" },
  scrap: { en: "Scrap and rework", zh: "废品与返修" },
  throughput: { en: "Pieces an hour", zh: "每小时件数" },
  failures: { en: "Failures", zh: "故障数" },
  mtbf: { en: "MTBF", zh: "MTBF" },
  mttr: { en: "MTTR", zh: "MTTR" },
  losses: { en: "Losses", zh: "损失" },
  stops: { en: "Stops", zh: "停机" },
  states: { en: "Time elements", zh: "时间要素" },
  amount: { en: "Amount ± u", zh: "用量 ± u" },
  reconciled: { en: "Reconciled amount", zh: "协调值" },
  unaccounted: { en: "Unaccounted share", zh: "未解释占比" },
  residual: { en: "Residual ± u_c", zh: "残差 ± u_c" },
  "per-piece": { en: "Per good piece", zh: "每件合格品" },
  alarms: { en: "Alarms", zh: "报警数" },
  "alarm-rate": { en: "Mean per 10 min", zh: "每 10 分钟平均" },
  "alarm-peak": { en: "Peak in 10 min", zh: "10 分钟峰值" },
  flood: { en: "Time in flood", zh: "泛滥时间占比" },
  standing: { en: "Active over 24 h", zh: "持续超过 24 小时" },
  chattering: { en: "Chattering", zh: "抖动" },
  fleeting: { en: "Fleeting", zh: "瞬时" },
  "on-time": { en: "Orders on time", zh: "订单按期率" },
  "lead-time": { en: "Lead time", zh: "交付周期" },
  progress: { en: "Progress of an order", zh: "订单进度" },
  output: { en: "Output", zh: "产量" },
  cycle: { en: "Cycle", zh: "周期" },
  power: { en: "Power", zh: "功率" },
  wip: { en: "Work in progress", zh: "在制品" },
  "alarms-now": { en: "Alarm rate", zh: "报警率" },
  "people-in-zones": { en: "People in robot zones", zh: "机器人区域内的人员" },
  health: { en: "Health", zh: "健康度" },
  "remaining-life": { en: "Remaining life", zh: "剩余寿命" },
  age: { en: "Age of a value", zh: "数值时龄" },
  "data-quality": { en: "Quality of a value", zh: "数据质量" },
  live: { en: "Live data", zh: "实时数据" },
  bottleneck: { en: "Bottleneck", zh: "瓶颈" },
  dwell: { en: "Dwell time", zh: "停留时间" },
  repairs: { en: "Repaired failures", zh: "已修复的故障" },
  "quality-cost": { en: "Cost of quality per good piece", zh: "每合格件质量成本" },
  "energy-cost": { en: "Cost of energy per good piece", zh: "每合格件能源成本" },
  "co2-piece": { en: "CO₂ per good piece", zh: "每合格件 CO₂" },
  "scrap-share": { en: "Scrap share", zh: "废品率" },
  "output-value": { en: "Output value", zh: "产值" },
  "energy-piece": { en: "Energy per good piece", zh: "每合格件能耗" },
  "energy-value": { en: "Energy per output value", zh: "单位产值能耗" },
  capability: { en: "Capability", zh: "过程能力" },
};
