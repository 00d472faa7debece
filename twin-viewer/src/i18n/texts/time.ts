import type { Texts } from "../texts.ts";

export const timeTexts = {
  "time.back": { en: "Back 10 s", zh: "后退 10 秒" },
  "time.play": { en: "Play", zh: "播放" },
  "time.pause": { en: "Pause", zh: "暂停" },
  "time.speed": { en: "Speed", zh: "速度" },
  "time.live": { en: "Live", zh: "实时" },
  "timeline.label": { en: "Last {minutes} minutes: alarms and plant power", zh: "最近 {minutes} 分钟：报警与全厂功率" },
  "timeline.power": { en: "Plant power, up to {high} kW", zh: "全厂功率，最高 {high} kW" },
  "timeline.span": { en: "Span", zh: "范围" },
  "timeline.gap": { en: "Data missing: {source}, {reason}", zh: "数据缺失：{source}，{reason}" },
} as const satisfies Texts;
