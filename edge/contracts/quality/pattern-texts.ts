/** What a pattern of points means, in both languages: for alerts and for charts on the screen. */
import type { LocalizedText } from "../plant/tag.ts";
import type { Pattern, Signal } from "./chart.ts";

const same = (text: LocalizedText): Readonly<Record<Signal["curve"], LocalizedText>> => ({
  location: text,
  spread: text,
});

export const PATTERN_TEXTS: Readonly<Record<Pattern, Readonly<Record<Signal["curve"], LocalizedText>>>> = {
  "beyond-limit": {
    location: { zh: "点超出控制限", en: "a point is beyond its control limit" },
    spread: { zh: "离散程度或下侧累积和超出控制限", en: "the spread, or the lower sum, is beyond its control limit" },
  },
  "two-of-three-beyond-2": same({
    zh: "连续三点中有两点在同侧 2σ 以外",
    en: "two of three points are beyond 2σ on the same side",
  }),
  "four-of-five-beyond-1": same({
    zh: "连续五点中有四点在同侧 1σ 以外",
    en: "four of five points are beyond 1σ on the same side",
  }),
  "run-on-one-side": same({ zh: "连续多点在中心线同侧", en: "a run of points is on one side of the centre" }),
  trend: same({ zh: "连续六点递增或递减", en: "six points in a row rise or fall" }),
  alternating: same({ zh: "连续十四点上下交替", en: "fourteen points in a row alternate" }),
  "all-within-1": same({ zh: "连续十五点在 1σ 以内", en: "fifteen points in a row are within 1σ" }),
  "none-within-1": same({ zh: "连续八点均在 1σ 以外", en: "eight points in a row are outside 1σ" }),
};
