import type { Texts } from "../texts.ts";

/** Cameras in the safety room. */
export const cameraTexts = {
  "cam.title": { en: "Cameras", zh: "摄像头" },
  "cam.advisory": {
    en: "Advisory, not a safety function. What a silent camera sees is unknown, never empty.",
    zh: "仅供参考，不是安全功能。无应答摄像头的视野情况不明，绝不表示无人。",
  },
  "cam.count": {
    en: "{heard} of {all} heard, {unknown} {unknown|zone|zones} unknown",
    zh: "{heard}/{all} 个有应答，{unknown} 个区域情况不明",
  },
  "cam.heard": { en: "heard {age} ago", zh: "{age}前有应答" },
  "cam.silent": { en: "silent for {age}: what it sees is unknown", zh: "已 {age}无应答：视野情况不明" },
  "cam.never-heard": { en: "never heard: what it sees is unknown", zh: "从未应答：视野情况不明" },
  "cam.sees": { en: "sees {zones}", zh: "覆盖 {zones}" },
  "cam.no-zone": { en: "no zone is named", zh: "未指定区域" },
  "cam.alone": { en: "nobody else sees {zones}", zh: "仅由其覆盖：{zones}" },
  "cam.unknown-now": { en: "unknown now: {zones}", zh: "目前情况不明：{zones}" },
  "cam.off": {
    en: "Unsafe acts are off: the config does not state why they may be reported.",
    zh: "不安全行为识别未开启：配置中未写明依据。",
  },
  "cam.field": { en: "Field of view as configured, walls not considered", zh: "视野按配置绘制，未考虑遮挡" },
  "cam.field-unknown": { en: "Camera silent: unknown", zh: "摄像头无应答：情况不明" },
} as const satisfies Texts;
