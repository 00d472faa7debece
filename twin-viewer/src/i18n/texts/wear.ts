import type { Texts } from "../texts.ts";

export const wearTexts = {
  "wear.times": { en: "simulated wear ×{n}", zh: "仿真加速 ×{n}" },
  "wear.of": { en: "{part}: {wear}", zh: "{part}：{wear}" },
  "wear.why": {
    en: "Simulated: this part wears faster than a real one by this factor, and its predicted end is nearer by as much.",
    zh: "仿真：该部件的磨损速度是真实部件的相应倍数，对其寿命的预测也按同样倍数提前。",
  },
} as const satisfies Texts;
