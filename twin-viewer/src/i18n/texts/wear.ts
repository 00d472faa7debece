import type { Texts } from "../texts.ts";

export const wearTexts = {
  "wear.times": { en: "wear ×{n}", zh: "磨损 ×{n}" },
  "wear.of": { en: "{part} {wear}", zh: "{part}{wear}" },
  "wear.why": {
    en: "Simulated: this part wears so many times as fast as a real one. What is foretold of it comes sooner by the same factor.",
    zh: "模拟：该部件的磨损速度是真实部件的相应倍数，对其寿命的预测也按同样倍数提前。",
  },
} as const satisfies Texts;
