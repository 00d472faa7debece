import type { Texts } from "../texts.ts";

export const tourTexts = {
  "tour.title": { en: "Tour", zh: "导览" },
  "tour.start": { en: "Tour of two minutes", zh: "两分钟导览" },
  "tour.offer": {
    en: "New here? A tour of two minutes shows where things are.",
    zh: "初次使用？两分钟导览带您了解各个部分。",
  },
  "tour.no": { en: "No, thanks", zh: "不用了" },
  "tour.at": { en: "{at} of {of}", zh: "{at} / {of}" },
  "tour.next": { en: "Next", zh: "下一步" },
  "tour.back": { en: "Back", zh: "上一步" },
  "tour.end": { en: "End the tour", zh: "结束导览" },
  "tour.done": { en: "Done", zh: "完成" },
} as const satisfies Texts;
