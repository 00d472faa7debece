/** Words of the report on a plant's past, in both languages. */
import type { HealthStage } from "../../contracts/health/component-condition.ts";
import { filledIn } from "../../contracts/plant/filled-in.ts";
import type { LocalizedText } from "../../contracts/plant/tag.ts";
import type { BadReason } from "../../historian/past/table-plan.ts";
import type { JudgedEvent } from "./known-events.ts";

export const REASONS: Readonly<Record<BadReason, LocalizedText>> = {
  fields: { zh: "列数与表头不符：", en: "not as many fields as the first line:" },
  time: { zh: "无法识别的时间：", en: "no time:" },
  value: { zh: "无法识别的数值：", en: "no value of the tag's type:" },
  quality: { zh: "无法识别的质量：", en: "no quality:" },
};

export const STAGES: Readonly<Record<HealthStage, LocalizedText>> = {
  learning: { zh: "学习中", en: "learning" },
  healthy: { zh: "健康", en: "healthy" },
  watch: { zh: "关注", en: "watched" },
  act: { zh: "需处理", en: "to act on" },
};

/** `{lead}`: time between the first finding and the failure. */
export const OUTCOMES: Readonly<Record<JudgedEvent["outcome"], LocalizedText>> = {
  found: { zh: "提前 {lead} 发现", en: "found {lead} before" },
  after: { zh: "发生后 {lead} 才发现", en: "found only {lead} after" },
  missed: { zh: "未发现", en: "missed" },
  outside: { zh: "数据未覆盖该时间", en: "not in the time of the data" },
};

const WORDS = {
  span: { zh: "时间范围    {from} 至 {to}", en: "time         {from} to {to}" },
  samples: {
    zh: "采样        {samples} 个，另有 {repeated} 个时间重复而略去；用时 {s} 秒（每秒 {rate} 个）",
    en: "samples      {samples}, and {repeated} left out whose tag and time came before; {s} s ({rate} a second)",
  },
  seen: {
    zh: "覆盖        {ofAssets} 台资产中 {assets} 台有数据，{ofTags} 个标签中 {tags} 个有数据",
    en: "covered      {assets} of {ofAssets} assets, {tags} of {ofTags} tags have samples",
  },
  components: { zh: "部件        {stages}（数据结束时）", en: "components   {stages} (at the end of the data)" },
  silence: { zh: "无数据      {from} 至 {to}，已跳过", en: "no data      {from} to {to}, passed over" },
  withRules: {
    zh: "评判        部件健康，以及配置中的限值与规则；无波形、无控制器事件",
    en: "judged by    health of components, limits and rules of the config; no waveforms, no events",
  },
  withoutRules: {
    zh: "评判        部件健康；限值与规则未参与（--limits 可加入），无波形、无控制器事件",
    en: "judged by    health of components alone (--limits adds limits and rules); no waveforms, no events",
  },
  counts: {
    zh: "{lines} 行，{readings} 个读数：采用 {used}，未映射 {unmapped}，有意略去 {ignored}，空值 {empty}，错误 {bad}；{outOfOrder} 行早于上一行，已排序",
    en:
      "{lines} lines, {readings} readings: {used} used, {unmapped} unmapped, {ignored} ignored, {empty} empty, " +
      "{bad} bad; {outOfOrder} lines earlier than the one before, sorted",
  },
  unmapped: { zh: "未映射：{name}（{count} 个读数）", en: "unmapped: {name} ({count} readings)" },
  more: { zh: "另有 {count} 条", en: "and {count} more" },
  findings: { zh: "本可发现 {count} 项：", en: "{count} findings:" },
  standing: { zh: "到数据结束仍存在", en: "standing at the end" },
  until: { zh: "至 {at}", en: "until {at}" },
  kinds: { zh: "可能原因：{kinds}", en: "may be: {kinds}" },
  life: {
    zh: "剩余寿命：{mid}（90 % 区间 {low} 至 {high}，自 {at}）",
    en: "remaining life: {mid} (90 % between {low} and {high}, from {at})",
  },
  usual: { zh: "平时 {low} 至 {high}", en: "usually {low} to {high}" },
  limit: { zh: "限值 {limit}", en: "limit {limit}" },
  tail: { zh: "正常运行中的概率 {p}", en: "probability in normal running {p}" },
  events: {
    zh: "已知故障 {count} 起（故障前 {days} 天内的发现计入）：",
    en: "{count} known failures (findings within {days} days before them count):",
  },
  kindRight: { zh: "首要原因正确", en: "its kind was named first" },
  kindOther: { zh: "首要原因不同", en: "another kind was named first" },
  unexplained: {
    zh: "误报或未解释：{count} 项，即每 100 台资产每周 {weekly} 项（95 % 上限 {bound}）",
    en: "false or unexplained: {count}, which is {weekly} per 100 assets and week (at most {bound}, 95 %)",
  },
  rate: {
    zh: "每 100 台资产每周 {weekly} 项；用 --events 给出已知故障，即可看出哪些是提前发现、哪些是误报",
    en:
      "{weekly} findings per 100 assets and week; name known failures with --events to see which were found in time, " +
      "and which findings were false",
  },
} as const satisfies Readonly<Record<string, LocalizedText>>;

/** Says one of them with its parts. */
export const pastWords = (language: keyof LocalizedText) => filledIn(WORDS, language);
