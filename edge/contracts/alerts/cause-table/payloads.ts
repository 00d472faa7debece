/** Differences between the payloads of a source and the config. */
import type { CauseRow } from "./row.ts";

export const PAYLOADS = {
  "member-gone": {
    en: "{member} is gone from the payloads",
    zh: "报文中不再有 {member}",
    advice: { en: "check the sender, or correct the tag's pointer", zh: "请检查发送方，或修正标签的指针" },
  },
  "member-type": {
    en: "{member} has values that are no {type}",
    zh: "{member} 的值类型不是 {type}",
    advice: { en: "check the sender, or correct the tag's type", zh: "请检查发送方，或修正标签类型" },
  },
  "member-array": {
    en: "{member} is an array",
    zh: "{member} 是数组",
    advice: {
      en:
        "point at an element, such as /currents/0, or make the tag `type: waveform` for more than 16 numbers, or " +
        "`type: text`",
      zh: "请指向其中一个元素（如 /currents/0），或对超过 16 个数的标签使用 `type: waveform`，或 `type: text`",
    },
  },
  "member-new": { en: "{topic} has a new member {member}", zh: "{topic} 的报文出现新成员 {member}" },
  "metric-times-stay": {
    en: "{node}: times of metrics stay while values change; the payload's time counts for these metrics",
    zh: "{node}：指标的时间不变而数值在变，这些指标改用报文时间",
  },
} as const satisfies Record<string, CauseRow>;
