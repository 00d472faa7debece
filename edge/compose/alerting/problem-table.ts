import { type ConfigTextTable, configTexts } from "../../contracts/plant/config-text.ts";

/** Advice on the way from a limit to a person's message. */
export const REACH = {
  "limits-quiet": {
    en: "limits of {tags} advisories only, silently and without a message to anybody: {names}",
    zh: "{tags}的限值只产生提示，不响铃也不通知任何人：{names}",
    remedy: {
      en:
        "to make an alarm add detectors.limits: { annunciation: alarm, response: { action, consequence, withinMin " +
        "} } (docs/first-alarm.md); to keep them quiet write annunciation: advisory there",
      zh:
        "若要报警，请添加 detectors.limits: { annunciation: alarm, response: { action, consequence, withinMin } }" +
        "（见 docs/first-alarm.zh-CN.md）；若要保持安静，请在该处写 annunciation: advisory",
    },
  },
  "channel-sends-nothing": {
    en:
      'channel "{channel}" sends alarms of priority {priorities}, and no rule of this config{scope} raises one: it ' +
      "would send what sources and the edge say of themselves, and nothing else",
    zh: "渠道“{channel}”发送优先级 {priorities} 的报警，但此配置中{scope}没有规则产生这种报警：它只会发送数据源和边缘端自身的消息",
  },
  "remedy-make-alarm": {
    en: "make an alarm of a limit or a rule (docs/first-alarm.md), or change kinds and assets of the channel",
    zh: "请将某个限值或规则设为报警（见 docs/first-alarm.zh-CN.md），或更改渠道的 kinds 和 assets",
  },
  "remedy-add-priority": {
    en: "add priority {priorities} to its priorities, or give the rules a higher severity",
    zh: "请在其 priorities 中添加 {priorities}，或提高规则的严重度",
  },
  "alarms-unsent": {
    en: "no channel sends {which}: {names}",
    zh: "没有渠道发送{which}：{names}",
    remedy: {
      en: "they show on the screen only; to send them add their priorities to a channel, or a channel for their assets",
      zh: "它们只显示在屏幕上；若要发送，请在某个渠道中添加其优先级，或为其资产添加渠道",
    },
  },
} as const satisfies ConfigTextTable;

export const { problem, sentence } = configTexts(REACH);
